import { refuse } from '@hub/eventsourcing';
import { CATEGORIES, LABELS, PURPOSES, type Flow } from '@hub/sharing';
import type { Terms } from './events.js';

const ARTICLE_6 = ['a', 'b', 'c', 'd', 'e', 'f'];
const ROUTES = ['duty', 'public-task', 'consent'];

const codesAreKnown = ({ categories, purposes, labels, route, basis }: Flow): boolean =>
  [
    categories.every((code) => Object.hasOwn(CATEGORIES, code)),
    purposes.every((code) => Object.hasOwn(PURPOSES, code)),
    labels.every((code) => LABELS.includes(code)),
    ROUTES.includes(route),
    ARTICLE_6.includes(basis.article6),
  ].every(Boolean);

const isEmpty = ({ categories, roles, purposes }: Flow): boolean =>
  [categories, roles, purposes].some(({ length }) => length === 0);

const isCount = (count: number): boolean => Number.isSafeInteger(count) && count > 0;

const usableFlow = (flow: Flow, { parties }: Terms): void => {
  if (!parties.includes(flow.from) || !parties.includes(flow.to))
    refuse('agreement/flow-without-party', 'a flow goes from a party to a party');
  if (flow.from === flow.to) refuse('agreement/flow-to-itself', 'an agency needs no agreement with itself');
  if (isEmpty(flow)) refuse('agreement/flow-empty', 'a flow names categories, roles and purposes');
  if (!codesAreKnown(flow)) refuse('agreement/unknown-code', 'a flow uses a code that is on no list');
  if (flow.mostRecent !== undefined && !isCount(flow.mostRecent))
    refuse('agreement/tail-not-positive', 'the most recent items are counted from one');
};

/** Terms that could be enforced if everybody signed them, or a refusal. What is merely missing is a gap. */
export const usable = (terms: Terms): Terms => {
  const { title, parties, startsOn, endsOn, flows } = terms;
  if (title.trim() === '') refuse('agreement/title-missing', 'an agreement has a title');
  if (new Set(parties).size < 2) refuse('agreement/too-few-parties', 'an agreement has at least two parties');
  if (endsOn !== undefined && endsOn <= startsOn)
    refuse('agreement/period-reversed', 'an agreement ends after it has started');
  if (new Set(flows.map(({ number }) => number)).size < flows.length)
    refuse('agreement/duplicate-flow', 'every flow has a number of its own');
  for (const flow of flows) usableFlow(flow, terms);
  return terms;
};
