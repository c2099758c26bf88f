import type { Decision, ItemId } from '@hub/sharing';

/** An entry of the trail is one append of at most 1 MiB; so many passages and gates are sure to fit. */
const MOST_PASSAGES = 500;
const MOST_GATES = 1_000;

/**
 * What of a decision its entry keeps: all of it, but of very many passages those of the answer alone, and of very many
 * gates none. The rest follows from the recorded revisions and policy version, and a replay keeps by the same rule.
 */
export const keptDecision = (decision: Decision, answered: ReadonlySet<ItemId>): Decision => {
  const passages = decision.items.reduce((count, item) => count + item.passages.length, 0);
  if (passages <= MOST_PASSAGES && decision.gates.length <= MOST_GATES) return decision;
  return {
    ...decision,
    items: passages > MOST_PASSAGES ? decision.items.filter(({ item }) => answered.has(item)) : decision.items,
    gates: decision.gates.length > MOST_GATES ? [] : decision.gates,
  };
};
