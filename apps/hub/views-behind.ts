import type { EventStore } from '@hub/eventsourcing';
import type { Views } from '@hub/platform';
import type { ReadStore } from '@hub/postgres';

/** Whether this log can have given a position out. */
const isKnown = async (store: Pick<EventStore, 'isAfter' | 'head'>, position: string): Promise<boolean> => {
  try {
    return !store.isAfter(position, await store.head());
  } catch (error) {
    // What is no position at all: each log says so in its own way.
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
};

/** How a read waits for what its caller has written. */
export const viewsOf = (store: Pick<EventStore, 'isAfter' | 'head'>, views: Pick<ReadStore, 'waitFor'>): Views => ({
  reached: async (position, within) => {
    if (!(await isKnown(store, position))) return 'unknown-position';
    return (await views.waitFor(position, within)) ? 'reached' : 'behind';
  },
});
