import type { Recorded } from '@hub/eventsourcing';
import { openReading } from '../../apps/hub/reading.js';
import type { Storage } from '../../apps/hub/storage.js';

/** Milliseconds for the views to show the end of the log. */
const SOON = 60_000;

/** What was folded all along is what a fold from the beginning gives. */
export const expectFolded = async (storage: Storage, log: readonly Recorded[]): Promise<void> => {
  const end = log.at(-1)!.position;
  const { projector, views } = openReading(storage, { clock: () => new Date(), say: () => undefined });
  // What came as the hub stopped is taken in from where the views were left.
  await projector.start();
  expect(await views.waitFor(end, SOON)).toBe(true);
  for (const { projection, position } of await projector.states()) {
    expect([projection, position]).toEqual([projection, end]);
    const { equal, tables } = await projector.verify(projection);
    expect([projection, equal ? [] : tables]).toEqual([projection, []]);
  }
  await projector.stop();
};
