import { consent, consentItem, consentStream, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import {
  groundSaid,
  keptDecision,
  leaving,
  NOT_FOUND,
  requestOf,
  shownFields,
  toldIds,
  visibleItems,
  type Asking,
  type DoorPorts,
  type NotFound,
  type Shown,
  type ToldIds,
} from '@hub/door';
import { fold, type EventStore, type Instant } from '@hub/eventsourcing';
import type { Gathered } from '@hub/facts';
import { answerOf, decide, type PersonId } from '@hub/sharing';

export interface ConsentListPorts extends DoorPorts {
  readonly store: DoorPorts['store'] & Pick<EventStore, 'readMany'>;
}

export interface ConsentsQuestion {
  /** Unique: names the disclosure. */
  readonly id: string;
  readonly asking: Asking;
  readonly personId: PersonId;
}

export interface ConsentsAnswer {
  readonly found: true;
  readonly asAt: Instant;
  readonly disclosureId: string;
  /** In the order of the log. */
  readonly consents: readonly ConsentRecord[];
}

/** The consents about a person that the caller's agency recorded or is a recipient of: decided one by one, and recorded. */
export interface ConsentList {
  consents(question: ConsentsQuestion): Promise<ConsentsAnswer | NotFound>;
}

const isTold = ({ item, visible }: Shown): boolean => item.kind === 'consent' && visible.permitted.length > 0;

/** Everybody of whom the answer tells, under each of their records' ids. */
const toldAbout = (shown: readonly Shown[], { subjects, recordsOf }: Gathered): readonly PersonId[] => {
  const passages = shown.flatMap(({ item }) => item.passages);
  const people = [...subjects, ...passages.flatMap((passage) => passage.subjects)];
  return [...new Set(people.flatMap(recordsOf))];
};

const passagesTold =
  (ids: ToldIds) =>
  ({ item }: Shown): readonly PersonId[] =>
    item.passages.flatMap((passage) => ids.about(item, passage));

const toldOf = (one: ConsentRecord, { person }: ToldIds): ConsentRecord => ({
  ...one,
  subject: person(one.subject),
  grantor: person(one.grantor),
});

export const consentList = (ports: ConsentListPorts): ConsentList => {
  const leave = leaving(ports);

  /** INVARIANT: read at revisions that are among the decision's heads, or later ones, which void the answer. */
  const recordsOf = async (shown: readonly Shown[], people: readonly PersonId[]): Promise<readonly ConsentRecord[]> => {
    const told = new Set(shown.map(({ item }) => item.id));
    const streams = await ports.store.readMany(people.map(consentStream));
    return [...streams.values()]
      .flatMap((events) => fold(consent, events as readonly ConsentEvent[]))
      .filter(({ consentId }) => told.has(consentItem(consentId)));
  };

  return {
    consents: async ({ id, asking, personId }) =>
      leave<ConsentsAnswer | NotFound>(id, async (disclosureId) => {
        const gathered = await ports.facts.gather({
          people: [personId],
          notes: false,
          consentsOf: asking.agency,
          ...(asking.override === undefined ? {} : { override: asking.override }),
          at: ports.now(),
        });
        const request = requestOf({ asking, action: 'view' }, gathered.subjects, gathered.at);
        const decision = decide(request, gathered.facts);
        const told = answerOf(decision);
        const shown = told ? visibleItems(told, gathered.facts).filter(isTold) : [];
        const ids = toldIds({ agency: asking.agency, hash: ports.hash }, gathered, [personId]);
        const consents = await recordsOf(shown, gathered.recordsOf(personId));
        return {
          by: asking,
          command: {
            type: 'RecordDisclosure',
            data: {
              requestId: disclosureId,
              request,
              question: 'consents',
              decision: keptDecision(decision, new Set(shown.map(({ item }) => item.id))),
              ...groundSaid(asking, gathered),
              subjects: toldAbout(shown, gathered),
              knownAs: told ? ids.known([personId, ...shown.flatMap(passagesTold(ids))]) : [personId],
              items: shown.map((one) => ({ item: one.item.id, fields: shownFields(one) })),
            },
          },
          heads: decision.heads,
          passages: [],
          positionOf: gathered.positionOf,
          silent: !told,
          answer: () =>
            told
              ? { found: true, asAt: gathered.at, disclosureId, consents: consents.map((one) => toldOf(one, ids)) }
              : NOT_FOUND,
        };
      }),
  };
};
