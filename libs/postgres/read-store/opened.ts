import { setImmediate as otherWork } from 'node:timers/promises';
import type { Recorded } from '@hub/eventsourcing';
import { isPassing } from './fault.js';

export type OpenEvents = (events: readonly Recorded[]) => Promise<readonly Recorded[]>;

/** Events with their content in clear, by id, and why some could not be opened. */
export interface Opened {
  readonly clear: ReadonlyMap<string, Recorded>;
  readonly faults: ReadonlyMap<string, unknown>;
}

interface Opening {
  readonly clear: Map<string, Recorded>;
  readonly faults: Map<string, unknown>;
}

const openInto = async ({ clear }: Opening, openEvents: OpenEvents, events: readonly Recorded[]): Promise<void> => {
  for (const event of await openEvents(events)) clear.set(event.id, event);
};

/** One by one, so that what cannot be opened stands in nobody's way. */
const openEach = async (opening: Opening, openEvents: OpenEvents, events: readonly Recorded[]): Promise<void> => {
  for (const event of events) {
    try {
      await openInto(opening, openEvents, [event]);
    } catch (error) {
      if (isPassing(error)) throw error;
      opening.faults.set(event.id, error);
    }
  }
};

const openTogether = async (opening: Opening, openEvents: OpenEvents, events: readonly Recorded[]): Promise<void> => {
  try {
    await openInto(opening, openEvents, events);
  } catch (error) {
    if (isPassing(error)) throw error;
    await openEach(opening, openEvents, events);
  }
};

/** Events that are opened at one go. */
const SLICE = 250;

export const sliced = (events: readonly Recorded[], size = SLICE): readonly (readonly Recorded[])[] =>
  Array.from({ length: Math.ceil(events.length / size) }, (_, index) => events.slice(index * size, (index + 1) * size));

/** Opens events, together as far as that goes well. Between any two slices others have their turn. */
export const opened = async (openEvents: OpenEvents, events: readonly Recorded[]): Promise<Opened> => {
  const opening: Opening = { clear: new Map(), faults: new Map() };
  for (const [index, slice] of sliced(events).entries()) {
    if (index > 0) await otherWork();
    await openTogether(opening, openEvents, slice);
  }
  return opening;
};
