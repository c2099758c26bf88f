import { visibleItems, type Candidate, type PassageRef, type Shown } from '@hub/door';
import type { Position } from '@hub/eventsourcing';
import type { Gathered } from '@hub/facts';
import { answerOf, decide, type Decision, type ItemKind, type PersonId, type Request } from '@hub/sharing';

/** A person who may be meant, and what was decided about showing them. */
export interface Considered {
  readonly personId: PersonId;
  /** The record that led to them. */
  readonly record: PersonId;
  readonly gathered: Gathered;
  readonly request: Request;
  readonly decision: Decision;
  /** What of them shows; nothing where they are withheld. */
  readonly shown: readonly Shown[];
}

const visibleIn = (gathered: Gathered, decision: Decision): readonly Shown[] => {
  const told = answerOf(decision);
  return told ? visibleItems(told, gathered.facts) : [];
};

/** Names of passages end in the name of what they say. */
const PASSAGE_OF: Readonly<Record<string, string>> = { 'date-of-birth': '.dateOfBirth' };
const NAME = '.name';

/** Numbers are no items of their own: they go with the identity of who registered the person. */
const isNumber = (field: string): boolean => field === 'nhs-number' || field === 'upn' || field === 'local';

const showsField = ({ item, visible }: Shown, field: string): boolean => {
  if (field === 'postcode') return item.kind === 'address' && visible.permitted.length > 0;
  return item.kind === 'identity' && visible.permitted.some((passage) => passage.endsWith(PASSAGE_OF[field] ?? NAME));
};

interface Looking {
  readonly candidate: Candidate;
  readonly agency: string;
  readonly visible: readonly Shown[];
}

const mayKnowOne = (
  { agency, visible }: Looking,
  { field, source, item: matched }: Candidate['matched'][number],
): boolean =>
  (isNumber(field) && source === agency) ||
  visible.some((shown) => shown.item.id === matched && shown.item.source === source && showsField(shown, field));

/**
 * Whether the caller may know of what matched: a person who is found by an address that the caller may not see would
 * give the address away. So what shows it has to be that very item, not another of the same agency.
 */
const mayKnow = (looking: Looking): boolean => {
  const { matched } = looking.candidate;
  const fields = new Set(matched.map(({ field }) => field));
  return [...fields].every((field) => matched.some((match) => match.field === field && mayKnowOne(looking, match)));
};

/** The identity of the record that was found, as far as it shows, and nothing else. */
const identityIn = ({ visible, candidate }: Looking): readonly Shown[] =>
  visible.filter((shown) => shown.item.stream === `person-${candidate.personId}` && showsField(shown, 'family-name'));

/** Decides about one candidate, as about anybody else who is asked about. */
export const considered = (candidate: Candidate, request: Request, gathered: Gathered): Considered => {
  const decision = decide(request, gathered.facts);
  const looking = { candidate, agency: request.agency, visible: visibleIn(gathered, decision) };
  const personId = gathered.canonical(candidate.personId);
  const record = candidate.personId;
  return { personId, record, gathered, request, decision, shown: mayKnow(looking) ? identityIn(looking) : [] };
};

/** What an own list tells of somebody: who they are, which families they are in, since when the agency knows them. */
const LISTED: readonly ItemKind[] = ['identity', 'family-member', 'involvement'];

/** Decides about somebody of the caller's own list: of what it tells, that which its own agency has recorded. */
export const ownRecord = (personId: PersonId, request: Request, gathered: Gathered): Considered => {
  const decision = decide(request, gathered.facts);
  const own = visibleIn(gathered, decision).filter(
    ({ item }) => LISTED.includes(item.kind) && item.source === request.agency,
  );
  return { personId, record: personId, gathered, request, decision, shown: own };
};

/** What is to be read of what is shown. */
export const passagesOf = (all: readonly Considered[]): readonly PassageRef[] =>
  all.flatMap(({ shown }) =>
    shown.flatMap(({ item: { id: item, stream, revision }, visible }) =>
      visible.permitted.map((passage) => ({ item, passage, stream, revision })),
    ),
  );

/**
 * Revisions of everything that was decided on.
 *
 * INVARIANT: of two revisions of a stream the earlier, so that something that moved between two decisions counts as moved.
 */
export const headsOf = (all: readonly Considered[]): Decision['heads'] => {
  const heads: Record<string, number> = {};
  for (const { decision } of all)
    for (const [stream, revision] of Object.entries(decision.heads))
      heads[stream] = Math.min(revision, heads[stream] ?? revision);
  return heads;
};

/** Where a stream that was read stands in the log. */
export const positionIn =
  (all: readonly Considered[]) =>
  (stream: string): Position | undefined =>
    all.map(({ gathered }) => gathered.positionOf(stream)).find((position) => position !== undefined);
