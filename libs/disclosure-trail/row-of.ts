import type { Recorded } from '@hub/eventsourcing';
import { isUnknownNote, NAMES_A_PERSON, type DisclosureEvent, type RecordedRequest } from '@hub/disclosures';
import type { RecallEvent } from '@hub/recalls';
import type { LawfulBasis } from '@hub/sharing';
import { distinct } from './distinct.js';
import type { FlowEnds } from './flow-ends.js';
import { recallRow } from './recall-row.js';
import { trailItems } from './trail-items.js';
import type { TrailKind, TrailRow } from './trail-row.js';

type DataOf<T extends DisclosureEvent['type']> = Extract<DisclosureEvent, { type: T }>['data'];

const KINDS: Readonly<Record<DisclosureEvent['type'], TrailKind>> = {
  DisclosureMade: 'disclosure',
  DisclosureDenied: 'denial',
  DisclosureVoided: 'void',
  SearchMade: 'search',
  CaseloadRead: 'caseload',
  TrailRead: 'trail-read',
  ManualDisclosureRecorded: 'manual',
  DisclosureDeclined: 'declined',
};

/** What an entry of a kind has to say beyond who, when and why. */
type Particulars = Partial<
  Omit<TrailRow, 'id' | 'disclosureId' | 'kind' | 'recordedAt' | 'agency' | 'worker' | 'role'>
>;

const decidedParticulars = ({ request, decision, question, familyId }: RecordedRequest): Particulars => ({
  question,
  ...(familyId === undefined ? {} : { familyId }),
  ...(request.override === undefined ? {} : { override: request.override }),
  outcome: decision.outcome,
  reasons: distinct(decision.reasons.map(({ code }) => code)),
  obligations: decision.obligations,
  policy: decision.policy,
});

const knownIn = ({ knownAs }: Pick<DataOf<'DisclosureMade'>, 'knownAs'>): Particulars =>
  knownAs === undefined ? {} : { knownAs };

const made = (data: DataOf<'DisclosureMade'>, ends: FlowEnds): Particulars => {
  if (isUnknownNote(data)) return unknownNote(data);
  const { items, subjects, decision, ...rest } = data;
  return {
    ...decidedParticulars({ ...rest, decision }),
    ...knownIn(rest),
    subjects,
    items: trailItems(items, decision, ends),
  };
};

/**
 * Whoever was not let in learns from the trail of nobody whom they could not name: not who is in a family, nor by asking
 * for one record whether it is the same person's as another.
 */
const denied = (data: DataOf<'DisclosureDenied'>): Particulars => {
  if (isUnknownNote(data)) return unknownNote(data);
  const { decision, question, subjects, knownAs } = data;
  if (decision.entitled) return { ...decidedParticulars(data), ...knownIn(data), subjects };
  return { ...decidedParticulars(data), subjects: NAMES_A_PERSON.includes(question) ? (knownAs ?? subjects) : [] };
};

/** Whoever was considered and not shown is in the log alone. */
const searched = ({ candidates, fields, decisions, knownAs }: DataOf<'SearchMade'>): Particulars => ({
  question: 'search',
  fields,
  subjects: knownAs ?? candidates.filter(({ shown }) => shown).map(({ personId }) => personId),
  outcome: candidates.some(({ shown }) => shown) ? 'permit' : 'deny',
  ...(decisions[0] ? { policy: decisions[0].decision.policy } : {}),
});

const byHand = ({
  recipient,
  route,
  categories,
  basis,
  effectiveAt,
  subjects,
}: DataOf<'ManualDisclosureRecorded'>): Particulars => ({
  question: route,
  subjects,
  fields: categories,
  bases: [basis],
  outcome: 'permit',
  at: effectiveAt,
  ...('agencyId' in recipient ? { otherAgency: recipient.agencyId, parties: [recipient.agencyId] } : {}),
});

const declined = ({ askedBy, categories, subjects, reviewOn }: DataOf<'DisclosureDeclined'>): Particulars => ({
  subjects,
  fields: categories,
  outcome: 'declined',
  reviewOn,
  ...(askedBy === undefined ? {} : { otherAgency: askedBy }),
});

/** As of a note that does not exist, whatever is known of it. */
const unknownNote = ({ request, question, decision }: RecordedRequest): Particulars => ({
  question,
  ...(request.override === undefined ? {} : { override: request.override }),
  outcome: 'deny',
  reasons: ['SUBJECT_UNKNOWN'],
  policy: decision.policy,
});

const PARTICULARS: { readonly [T in DisclosureEvent['type']]: (data: DataOf<T>, ends: FlowEnds) => Particulars } = {
  DisclosureMade: made,
  DisclosureDenied: denied,
  DisclosureVoided: ({ subjects, knownAs, because }) => ({ subjects: knownAs ?? subjects, reasons: [because] }),
  SearchMade: searched,
  CaseloadRead: ({ subjects }) => ({ subjects }),
  TrailRead: ({ question, filter, ...whom }) => ({
    ...knownIn(whom),
    subjects: whom.subjects,
    question,
    fields: Object.keys(filter),
  }),
  ManualDisclosureRecorded: byHand,
  DisclosureDeclined: declined,
};

const particularsOf = ({ type, data }: DisclosureEvent, ends: FlowEnds): Particulars => {
  const particulars = PARTICULARS[type] as (data: DisclosureEvent['data'], ends: FlowEnds) => Particulars;
  return particulars(data, ends);
};

/** A note that did not show was asked for, and nothing left: whatever else of its subjects the decision would permit. */
const kindOf = ({ type, data }: DisclosureEvent): TrailKind =>
  type === 'DisclosureMade' && data.question === 'case-note' && data.items.length === 0 ? 'denial' : KINDS[type];

/** One entry of the trail as a row: ids, codes and names of fields. */
export const trailRow = (event: Recorded<DisclosureEvent | RecallEvent>, ends: FlowEnds): TrailRow =>
  isRecall(event) ? recallRow(event, ends) : disclosureRow(event, ends);

const isRecall = (event: Recorded<DisclosureEvent | RecallEvent>): event is Recorded<RecallEvent> =>
  event.type === 'RecallRaised' || event.type === 'RecallAcknowledged';

const disclosureRow = (event: Recorded<DisclosureEvent>, ends: FlowEnds): TrailRow => {
  const { id, recordedAt, data } = event;
  const { items = [], bases = [], parties = [], ...particulars } = particularsOf(event, ends);
  const ofItems = items.flatMap(({ basis }): readonly LawfulBasis[] => (basis ? [basis] : []));
  return {
    id,
    disclosureId: data.requestId,
    kind: kindOf(event),
    recordedAt,
    at: data.at,
    agency: data.agencyId,
    worker: data.worker,
    role: data.role,
    ...(data.purpose === undefined ? {} : { purpose: data.purpose }),
    subjects: [],
    reasons: [],
    obligations: [],
    fields: [],
    ...particulars,
    items,
    bases: distinct([...bases, ...ofItems]),
    parties: distinct([data.agencyId, ...parties, ...items.flatMap(({ flows }) => flows.map(({ from }) => from))]),
  };
};
