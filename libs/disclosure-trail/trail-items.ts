import { itemsIn, type RecordedDecision } from '@hub/disclosures';
import type { ItemOutcome, Via } from '@hub/sharing';
import { distinct } from './distinct.js';
import type { FlowEnds } from './flow-ends.js';
import type { TrailFlow, TrailItem } from './trail-row.js';

type FlowOf = (via: Via) => readonly TrailFlow[];

/** The flow that something came by; found once for all the passages of an entry that came by it. */
const flowBy = (ends: FlowEnds): FlowOf => {
  const known = new Map<Via, readonly TrailFlow[]>();
  const find: FlowOf = (via) => {
    if (via.kind !== 'flow') return [];
    const { kind: _, ...flow } = via;
    const between = ends(flow);
    return between ? [{ ...flow, ...between }] : [];
  };
  return (via) => {
    const found = known.get(via) ?? find(via);
    known.set(via, found);
    return found;
  };
};

const flowsOf = ({ passages }: ItemOutcome, flowOf: FlowOf): readonly TrailFlow[] => {
  const flows = passages.flatMap(({ outcome, via }) => (outcome === 'omit' || !via ? [] : flowOf(via)));
  return flows.length < 2 ? flows : distinct(flows);
};

/** Items that left, with the flows that they left under as the decision has it. */
export const trailItems = (
  items: readonly Pick<TrailItem, 'item' | 'revision' | 'fields'>[],
  decision: RecordedDecision,
  ends: FlowEnds,
): readonly TrailItem[] => {
  const flowOf = flowBy(ends);
  const outcomes = new Map(itemsIn(decision).map((outcome) => [outcome.item, outcome]));
  return items.map((item) => {
    const outcome = outcomes.get(item.item);
    return {
      ...item,
      flows: outcome ? flowsOf(outcome, flowOf) : [],
      ...(outcome?.basis && { basis: outcome.basis }),
    };
  });
};
