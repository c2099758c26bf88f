import type { Recorded } from '@hub/eventsourcing';
import type { RecallEvent, RecalledItem } from '@hub/recalls';
import { distinct } from './distinct.js';
import type { FlowEnds } from './flow-ends.js';
import type { TrailFlow, TrailItem, TrailRow } from './trail-row.js';

const itemOf = ({ item, revision, flows }: RecalledItem, ends: FlowEnds): TrailItem => ({
  item,
  revision,
  fields: [],
  flows: flows.flatMap((flow): readonly TrailFlow[] => {
    const between = ends(flow);
    return between ? [{ ...flow, ...between }] : [];
  }),
});

/** Nobody raises a recall: it follows from what has happened. */
const BY_THE_HUB = 'system';

const raisedOrSaid = ({ type, data, metadata }: Recorded<RecallEvent>) =>
  type === 'RecallRaised'
    ? ({
        kind: 'recall',
        ...{ worker: metadata.actor, role: BY_THE_HUB, reasons: [], obligations: [data.obligation] },
        recalled: data.scope.items,
      } as const)
    : ({
        kind: 'recall-acknowledged',
        ...{ worker: data.worker, role: data.role, question: data.outcome, obligations: [] },
        reasons: data.reason === undefined ? [] : [data.reason],
        recalled: data.items,
      } as const);

/**
 * A recall in the trail: for its recipient, and for those whose items are recalled, who learn which of theirs, and what has
 * been acknowledged. Why it was raised stands in no entry.
 */
export const recallRow = (event: Recorded<RecallEvent>, ends: FlowEnds): TrailRow => {
  const { id, recordedAt, data } = event;
  const { recalled, ...said } = raisedOrSaid(event);
  const items = recalled.map((item) => itemOf(item, ends));
  return {
    ...{ id, disclosureId: data.recallId, recordedAt, at: data.at, agency: data.agencyId },
    ...said,
    ...{ subjects: data.subjects, knownAs: data.knownAs, items, bases: [], fields: [] },
    parties: distinct([data.agencyId, ...items.flatMap(({ flows }) => flows.map(({ from }) => from))]),
  };
};
