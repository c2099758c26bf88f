import {
  contentKey,
  leaving,
  requestOf,
  type Asking,
  type CaseloadEntry,
  type CaseloadIndex,
  type DoorPorts,
  type Json,
} from '@hub/door';
import { refuse, type Instant } from '@hub/eventsourcing';
import type { FamilyId, PersonId } from '@hub/sharing';
import { headsOf, ownRecord, passagesOf, positionIn, type Considered } from './considered.js';

export interface CaseloadPorts extends DoorPorts {
  readonly index: CaseloadIndex;
}

/** Where a page goes on, and whose list it is of. A plain value: whoever hands it to a caller signs it. */
export interface CaseloadCursor {
  readonly after: PersonId;
  readonly of: string;
}

export interface CaseloadQuestion {
  /** Unique: names the disclosure. */
  readonly id: string;
  readonly asking: Asking;
  /** `worker`: whom the worker is recorded as working with. `agency`: whom anybody of the agency is. */
  readonly of: 'worker' | 'agency';
  readonly after?: CaseloadCursor;
  readonly limit?: number;
}

export interface CaseloadPerson {
  readonly personId: PersonId;
  readonly families: readonly FamilyId[];
  readonly since: Instant;
  /** What the agency itself has recorded of who they are; to see what others have, the person is opened. */
  readonly says: readonly Json[];
}

export interface CaseloadAnswer {
  readonly asAt: Instant;
  readonly disclosureId: string;
  readonly people: readonly CaseloadPerson[];
  readonly next?: CaseloadCursor;
}

/** An agency's own list: no disclosure by anybody else, and recorded as access all the same. */
export interface Caseload {
  caseload(question: CaseloadQuestion): Promise<CaseloadAnswer>;
}

/** Most people of one page: each is decided about. */
const MOST_PEOPLE = 50;

interface Listed {
  readonly entry: CaseloadEntry;
  readonly one: Considered;
}

interface PageOfList {
  readonly shown: readonly Listed[];
  readonly more: boolean;
  /** Everybody who was decided about. */
  readonly all: readonly Considered[];
}

const personOf = ({ entry, one }: Listed, content: ReadonlyMap<string, Json>): CaseloadPerson => ({
  personId: entry.personId,
  families: entry.families,
  since: entry.since,
  says: one.shown.flatMap(({ item, visible }) =>
    visible.permitted.flatMap((passage) => content.get(contentKey({ item: item.id, passage })) ?? []),
  ),
});

const boundTo = ({ asking: { agency, worker, role, purpose }, of }: CaseloadQuestion): string =>
  JSON.stringify([agency, worker, role, purpose, of]);

const pageSize = (limit = MOST_PEOPLE): number => Math.max(1, Math.min(limit, MOST_PEOPLE));

export const caseload = (ports: CaseloadPorts): Caseload => {
  const leave = leaving(ports);

  const list = async (entry: CaseloadEntry, asking: Asking, at: Instant): Promise<Listed> => {
    const gathered = await ports.facts.gather({
      people: [entry.personId],
      notes: false,
      ...(asking.override === undefined ? {} : { override: asking.override }),
      at,
    });
    const request = requestOf({ asking, action: 'view' }, gathered.subjects, gathered.at);
    return { entry, one: ownRecord(entry.personId, request, gathered) };
  };

  /**
   * The next people who show. A page of the list on which nobody does is passed over, so that no cursor names somebody
   * who does not show.
   */
  const pageFor = async ({ asking, of, after, limit }: CaseloadQuestion, at: Instant): Promise<PageOfList> => {
    const { agency, worker } = asking;
    const whose = of === 'worker' ? { agency, worker } : { agency };
    const all: Considered[] = [];
    for (let last = after?.after; ;) {
      const entries = await ports.index.page(whose, last, pageSize(limit));
      const listed = await Promise.all(entries.map(async (entry) => list(entry, asking, at)));
      const shown = listed.filter(({ one }) => one.decision.entitled);
      all.push(...listed.map(({ one }) => one));
      last = entries.at(-1)?.personId;
      const more = entries.length === pageSize(limit);
      if (shown.length > 0 || !more) return { shown, more, all };
    }
  };

  return {
    async caseload(question) {
      const { asking, after } = question;
      const bound = boundTo(question);
      if (after && after.of !== bound)
        refuse('caseload/cursor-of-another-question', 'a page goes on for the same caller and the same question');

      return leave<CaseloadAnswer>(question.id, async (disclosureId) => {
        const at = ports.now();
        const { shown, more, all } = await pageFor(question, at);
        const last = shown.at(-1)?.entry.personId;
        return {
          by: asking,
          command: {
            type: 'RecordCaseloadRead',
            data: {
              requestId: disclosureId,
              agencyId: asking.agency,
              worker: asking.worker,
              role: asking.role,
              ...(asking.purpose === undefined ? {} : { purpose: asking.purpose }),
              subjects: shown.map(({ entry }) => entry.personId),
              now: at,
            },
          },
          heads: headsOf(all),
          passages: passagesOf(all),
          positionOf: positionIn(all),
          answer: (content) => ({
            asAt: at,
            disclosureId,
            people: shown.map((one) => personOf(one, content)),
            ...(!more || last === undefined ? {} : { next: { after: last, of: bound } }),
          }),
        };
      });
    },
  };
};
