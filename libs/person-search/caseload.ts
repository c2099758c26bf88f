import { leaving, requestOf, type Asking, type CaseloadIndex, type DoorPorts } from '@hub/door';
import { refuse, type Instant } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { caseloadPerson, type CaseloadPerson } from './caseload-person.js';
import { headsOf, ownRecord, passagesOf, positionIn, type Considered } from './considered.js';
import type { HashOfTerm } from './search-question.js';

export interface CaseloadPorts extends DoorPorts {
  readonly index: CaseloadIndex;
  readonly hash: HashOfTerm;
}

/**
 * Where a page goes on, and whose list it is of. A plain value, and the person may be one who does not show: whoever
 * hands it to a caller seals it.
 */
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

/** Most people of one page. */
const MOST_PEOPLE = 50;

/** So many people more than a page may show are decided about, at least; and up to twice as many. */
const LEEWAY = 25;

interface PageOfList {
  readonly shown: readonly Considered[];
  /** Everybody whom the page depends on. */
  readonly all: readonly Considered[];
  /** Where the list goes on. */
  readonly next: PersonId | undefined;
}

const boundTo = ({ asking: { agency, worker, role, purpose }, of }: CaseloadQuestion): string =>
  JSON.stringify([agency, worker, role, purpose, of]);

const pageSize = (limit = MOST_PEOPLE): number => Math.max(1, Math.min(limit, MOST_PEOPLE));

/** From 0 to `below`, as a text has it. */
const numberOf = (text: string, below: number): number =>
  Array.from(text, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0) % below;

/**
 * The page that a stretch of the list comes to: those who show, up to the limit. Where so many do not show that they
 * leave room, it goes on after the stretch.
 */
const pageOf = (stretch: readonly Considered[], limit: number, isAll: boolean): PageOfList => {
  const showing = stretch.filter(({ decision }) => decision.entitled);
  const shown = showing.slice(0, limit);
  const further = showing[limit];
  if (further) return { shown, all: stretch.slice(0, stretch.indexOf(further) + 1), next: shown.at(-1)?.personId };
  return { shown, all: stretch, next: isAll ? undefined : stretch.at(-1)?.personId };
};

export const caseload = (ports: CaseloadPorts): Caseload => {
  const leave = leaving(ports);

  const consider = async (personId: PersonId, asking: Asking, at: Instant): Promise<Considered> => {
    const gathered = await ports.facts.gather({
      people: [personId],
      notes: false,
      ...(asking.override === undefined ? {} : { override: asking.override }),
      at,
    });
    const request = requestOf({ asking, action: 'view' }, gathered.subjects, gathered.at);
    return ownRecord(personId, request, gathered);
  };

  /**
   * INVARIANT: how many people one question is decided about is a matter of the list, of the limit and of the hub's key,
   * and not of how many of them show; so neither the time it takes nor where the page ends tells how many do not.
   */
  const pageFor = async ({ asking, of, after, limit }: CaseloadQuestion, at: Instant): Promise<PageOfList> => {
    const { agency, worker } = asking;
    const whose = of === 'worker' ? { agency, worker } : { agency };
    const most = pageSize(limit);
    const length = most + LEEWAY + numberOf(ports.hash('caseload', JSON.stringify(whose)), LEEWAY);
    const people = await ports.index.page(whose, after?.after, length);
    const stretch = await Promise.all(people.map(async (personId) => consider(personId, asking, at)));
    return pageOf(stretch, most, people.length < length);
  };

  return {
    async caseload(question) {
      const { asking, of, after } = question;
      const bound = boundTo(question);
      if (after && after.of !== bound)
        refuse('caseload/cursor-of-another-question', 'a page goes on for the same caller and the same question');

      return leave<CaseloadAnswer>(question.id, async (disclosureId) => {
        const at = ports.now();
        const { shown, all, next } = await pageFor(question, at);
        const worker = of === 'worker' ? asking.worker : undefined;
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
              subjects: shown.map(({ personId }) => personId),
              now: at,
            },
          },
          heads: headsOf(all),
          passages: passagesOf(shown),
          positionOf: positionIn(all),
          answer: (content) => ({
            asAt: at,
            disclosureId,
            people: shown.map((one) => caseloadPerson(one, worker, content)),
            ...(next === undefined ? {} : { next: { after: next, of: bound } }),
          }),
        };
      });
    },
  };
};
