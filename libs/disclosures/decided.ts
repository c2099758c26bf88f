import { isLasting, lasting, refuse } from '@hub/eventsourcing';
import type { Decision, ItemOutcome, PersonId } from '@hub/sharing';
import type { RecordDisclosure, RecordSearch } from './commands.js';
import type { Asked, DecidedRequest, DisclosureEvent, RecordedRequest } from './events.js';
import { recordedDecision } from './recorded-decision.js';

/** A field is named as in our own records: `dateOfBirth`, `passages.text`. */
const FIELD_NAME = /^[a-z][A-Za-z0-9.-]{0,59}$/;

/** At least 128 bits in hexadecimal or base 64, perhaps with the name of their key before them. */
const KEYED_HASH = /^[\w:.+/=-]{22,200}$/;

const isVisible = ({ passages }: ItemOutcome): boolean => passages.some(({ outcome }) => outcome !== 'omit');

/** Whether the answer carries content: a passage shown or masked, or the consents that were asked for. */
const mayCarry = ({ decision, question }: DecidedRequest): boolean =>
  decision.entitled && (question === 'consents' || decision.items.some(isVisible));

const onlyNames = (fields: readonly string[]): void => {
  if (!fields.every((field) => FIELD_NAME.test(field)))
    refuse('disclosure/not-a-field-name', 'the trail holds names of fields, never values');
};

type AnsweredItems = RecordDisclosure['data']['items'];
type Released = readonly (AnsweredItems[number] & Pick<ItemOutcome, 'revision'>)[];

const checked = (decision: Decision, items: AnsweredItems): Released => {
  const visible = new Map(decision.items.filter(isVisible).map(({ item, revision }) => [item, revision]));
  return items.map(({ item, fields }) => {
    onlyNames(fields);
    const revision = visible.get(item);
    if (!decision.entitled || revision === undefined)
      return refuse('disclosure/item-not-permitted', 'only what the decision permits or masks is disclosed');
    return { fields, item, revision };
  });
};

/** What was found right stays right: items that last, of the very same decision. */
const known = new WeakMap<AnsweredItems, { readonly decision: Decision; readonly released: Released }>();

const released = (decision: Decision, items: AnsweredItems): Released => {
  const before = known.get(items);
  if (before?.decision === decision) return before.released;
  const made = checked(decision, items);
  if (isLasting(items)) known.set(items, { decision, released: lasting(made) });
  return made;
};

const recorded = (request: DecidedRequest): RecordedRequest => ({
  ...request,
  decision: recordedDecision(request.decision),
});

/** The ids that are known, where they are not all of them. */
export const knownOf = (
  knownAs: readonly PersonId[] | undefined,
  subjects: readonly PersonId[],
): Pick<Asked, 'knownAs'> => {
  const known = new Set(knownAs);
  return knownAs === undefined || subjects.every((subject) => known.has(subject)) ? {} : { knownAs };
};

const askedIn = (requestId: string, { request }: DecidedRequest): Asked => {
  const { agency: agencyId, worker, role, purpose, at } = request;
  return { requestId, agencyId, worker, role, at, ...(purpose === undefined ? {} : { purpose }) };
};

/** `DisclosureMade` says that content may have left; `DisclosureDenied` that none did. */
export const decided = (data: RecordDisclosure['data']): DisclosureEvent => {
  const { requestId, subjects, knownAs, items, ...kept } = data;
  const everybody = [...new Set([...kept.request.subjects, ...subjects])];
  const asked = { ...askedIn(requestId, kept), ...knownOf(knownAs, everybody) };
  const listed = released(kept.decision, items);
  return mayCarry(kept)
    ? { type: 'DisclosureMade', data: { ...asked, ...recorded(kept), subjects: everybody, items: listed } }
    : { type: 'DisclosureDenied', data: { ...asked, ...recorded(kept), subjects: everybody } };
};

/** A search is a disclosure of who is known: whoever is shown was decided about, and permitted. */
export const searched = ({ now: at, ...search }: RecordSearch['data']): DisclosureEvent => {
  const { fields, valueHashes, candidates, decisions } = search;
  if (fields.length === 0) return refuse('disclosure/no-fields', 'a search names the fields that it used');
  onlyNames(fields);
  if (!valueHashes.every((hash) => KEYED_HASH.test(hash)))
    return refuse('disclosure/not-a-hash', 'what was searched for is kept as a keyed hash, never as a value');
  const permitted = decisions.filter(mayCarry).flatMap(({ request }) => request.subjects);
  if (candidates.some(({ personId, shown }) => shown && !permitted.includes(personId)))
    return refuse('disclosure/shown-without-decision', 'nobody is shown without a decision that permits it');
  const { knownAs, ...made } = search;
  const subjects = [...new Set([...candidates.map(({ personId }) => personId), ...(knownAs ?? [])])];
  return {
    type: 'SearchMade',
    data: { ...made, ...knownOf(knownAs, subjects), decisions: decisions.map(recorded), at, subjects },
  };
};
