import { consent, consentStream, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import { leaving, requestOf, type Asking, type DoorPorts } from '@hub/door';
import { fold, type EventStore } from '@hub/eventsourcing';
import { answerOf, decide, type AgencyId, type Facts, type Item, type PersonId, type Request } from '@hub/sharing';

export interface ConsentsQuestion {
  /** Unique: names the entry in the trail. */
  readonly id: string;
  readonly asking: Asking;
  readonly personId: PersonId;
}

export type ConsentsReader = (question: ConsentsQuestion) => Promise<readonly ConsentRecord[] | 'unknown'>;

type Ports = DoorPorts & { readonly store: Pick<EventStore, 'append' | 'heads' | 'isAfter' | 'readMany'> };

/** What an agency recorded itself, and what names it, or everybody, as a recipient. */
const concerns =
  (agency: AgencyId) =>
  ({ agencyId, scope }: ConsentRecord): boolean =>
    agencyId === agency || (scope.recipients?.includes(agency) ?? true);

/** A consent tells that its agency deals with the person, as an involvement does. */
const asItem = ({ consentId, subject, agencyId, effectiveAt }: ConsentRecord, person: PersonId): Item => ({
  id: `consent-${consentId}`,
  kind: 'involvement',
  category: 'involvement',
  source: agencyId,
  stream: consentStream(subject),
  revision: 0,
  effectiveAt,
  labels: [],
  restrictions: [],
  passages: [
    { id: consentId, subjects: [person], thirdParties: [], revealsProtectedSource: false, location: 'reveals' },
  ],
});

/** Those that no hard bar hides: each is asked about as an item would be. */
const notBarred = (consents: readonly ConsentRecord[], request: Request, facts: Facts): readonly ConsentRecord[] => {
  const [person = ''] = request.subjects;
  const asked = [...facts.items, ...consents.map((one) => asItem(one, person))];
  const barred = decide(request, { ...facts, items: asked }).items.filter(({ passages }) =>
    passages.some(({ reasons }) => reasons.some(({ stage }) => stage === 1)),
  );
  const hidden = new Set(barred.map(({ item }) => item));
  return consents.filter((one) => !hidden.has(asItem(one, person).id));
};

/** The consents about a person, for an agency that is let in to the person: decided and recorded first. */
export const consentsReader = (ports: Ports): ConsentsReader => {
  const leave = leaving(ports);

  const consentsOf = async (people: readonly PersonId[]): Promise<readonly ConsentRecord[]> => {
    const streams = await ports.store.readMany(people.map(consentStream));
    return [...streams.values()].flatMap((events) => fold(consent, events as readonly ConsentEvent[]));
  };

  return async ({ id, asking, personId }) =>
    leave<readonly ConsentRecord[] | 'unknown'>(id, async (requestId) => {
      const gathered = await ports.facts.gather({ people: [personId], notes: false, at: ports.now() });
      const request = requestOf({ asking, action: 'view' }, gathered.subjects, gathered.at);
      const decision = decide(request, gathered.facts);
      const told = answerOf(decision) !== undefined;
      const all = told ? await consentsOf(gathered.recordsOf(personId)) : [];
      const consents = notBarred(all.filter(concerns(asking.agency)), request, gathered.facts);
      return {
        by: asking,
        command: {
          type: 'RecordDisclosure',
          data: {
            requestId,
            request,
            question: 'consents',
            decision,
            subjects: gathered.recordsOf(personId),
            items: [],
          },
        },
        heads: decision.heads,
        passages: [],
        positionOf: gathered.positionOf,
        silent: !told,
        answer: () => (told ? consents : 'unknown'),
      };
    });
};
