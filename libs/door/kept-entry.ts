import type { Recorded } from '@hub/eventsourcing';
import {
  decisionIn,
  isUnknownNote,
  NAMES_A_PERSON,
  type DecidedRequest,
  type DisclosureEvent,
  type RecordedRequest,
} from '@hub/disclosures';
import type { ItemId, PersonId } from '@hub/sharing';

/** An entry of the trail that keeps what was decided. */
export type Kept = Recorded<Extract<DisclosureEvent, { type: 'DisclosureMade' | 'DisclosureDenied' | 'SearchMade' }>>;
type DataOf<T extends DisclosureEvent['type']> = Extract<DisclosureEvent, { type: T }>['data'];

export const isKept = (event: Recorded<DisclosureEvent>): event is Kept =>
  event.type === 'DisclosureMade' || event.type === 'DisclosureDenied' || event.type === 'SearchMade';

/** Whoever was considered in a search and not shown is in the log alone. */
const shownIn = ({ candidates, decisions }: DataOf<'SearchMade'>): readonly RecordedRequest[] => {
  const shown = new Set(candidates.filter((candidate) => candidate.shown).map(({ personId }) => personId));
  return decisions.filter(({ request }) => request.subjects.some((subject) => shown.has(subject)));
};

const decisionsOf = ({ type, data }: Kept): readonly DecidedRequest[] => {
  const recorded = type === 'SearchMade' ? shownIn(data) : [data];
  return recorded.map((request) => ({ ...request, decision: decisionIn(request.decision) }));
};

/** What was answered; a search keeps every decision whole. */
export const answeredIn = ({ data }: Kept): ReadonlySet<ItemId> =>
  new Set('items' in data ? data.items.map(({ item }) => item) : []);

/** Whether it is about a note that is none to the agency that asked. */
export const isUnknown = ({ data }: Kept): boolean => 'question' in data && isUnknownNote(data);

/** Whom a decision was about; of whoever was not let in, those whom they named. */
export const subjectsOf = ({ request, decision, question }: DecidedRequest, kept: Kept): readonly PersonId[] => {
  const { data } = kept;
  if (isUnknown(kept)) return [];
  if (decision.entitled) return request.subjects;
  return NAMES_A_PERSON.includes(question) ? (data.knownAs ?? data.subjects) : [];
};

/** An entry as its own agency may have it decided again. */
export const replayable = (kept: Kept) => {
  const decisions = decisionsOf(kept);
  const subjects = [...new Set(decisions.flatMap((decided) => subjectsOf(decided, kept)))];
  const { knownAs } = kept.data;
  return { decisions, whom: { subjects, ...(subjects.length > 0 && knownAs && { knownAs }) } };
};
