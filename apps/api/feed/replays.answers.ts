import type { FeedReplayCounts, FeedReplayEvent, FeedSelection } from '@hub/disclosures';
import type { SelectMessages } from './replays.bodies.js';

/** What is asked for, of a body that holds exactly one kind of it. */
export const selectionOf = ({ window, positions, messages = [] }: SelectMessages): FeedSelection => {
  if (window) return { window };
  return positions ? { positions } : { messages };
};

export const countsOf = ({ messages, leftOut }: FeedReplayCounts) => ({
  messages: Object.entries(messages)
    .map(([type, count]) => ({ type, count }))
    .sort((a, b) => (a.type < b.type ? -1 : 1)),
  leftOut: { void: leftOut.void, permissionGone: leftOut['permission-gone'] },
});

export const answerOf = ({ replayId, counts, ...replay }: FeedReplayEvent['data']) => {
  const { agencyId, selection, reason, by, worker, at: madeAt } = replay;
  return { id: replayId, agencyId, selection, reason, counts: countsOf(counts), by, worker, madeAt };
};
