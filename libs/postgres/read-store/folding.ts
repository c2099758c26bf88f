import type { Position, Recorded } from '@hub/eventsourcing';
import { planner, type Plan, type Projection } from '@hub/projections';
import { batchesOf, changesOf, type Batch, type Source } from './batch.js';
import { failureAt, type Failure } from './fault.js';

/** What some events do to the rows of one projection, as far as it gets. */
export interface Folded {
  /** The events that the projection has taken in. */
  readonly events: readonly Recorded[];
  /** Throws when the changes do not go together: then one event after the other shows which. */
  readonly plan: () => Plan;
  /** The first event that the projection cannot take in. */
  readonly failure?: Failure;
}

/** Takes in one batch after the other, up to the first event that it cannot take in. */
const folding = (projection: Projection, isNew: (at: Position) => boolean) => {
  const { add, plan } = planner();
  const events: Recorded[] = [];
  let failure: Failure | undefined;
  let contradiction: { readonly error: unknown } | undefined;

  const note = (changes: ReturnType<typeof changesOf>): void => {
    if (contradiction) return;
    try {
      for (const change of changes) add(change);
    } catch (error) {
      contradiction = { error };
    }
  };

  return {
    take(batch: Batch): void {
      const [first] = batch.events;
      const all = first && isNew(first.position) ? batch.events : batch.events.filter((one) => isNew(one.position));
      for (const event of all) {
        if (failure) return;
        try {
          note(changesOf(projection, batch, event));
          events.push(event);
        } catch (error) {
          failure = failureAt(event, error);
        }
      }
    },
    folded: (): Folded => ({
      events,
      plan: () => {
        if (contradiction) throw contradiction.error;
        return plan();
      },
      ...(failure && { failure }),
    }),
  };
};

/** One projection, and from where on an event is new to it. */
export interface Folder {
  readonly projection: Projection;
  readonly isNew: (at: Position) => boolean;
}

/** What events do to the rows of each projection, in its order. */
export const foldAll = async (
  source: Source,
  events: readonly Recorded[],
  folders: readonly Folder[],
): Promise<readonly Folded[]> => {
  const projections = folders.map(({ projection }) => projection);
  const foldings = folders.map(({ projection, isNew }) => folding(projection, isNew));
  for await (const batch of batchesOf(source, events, projections)) for (const one of foldings) one.take(batch);
  return foldings.map((one) => one.folded());
};

/** What one event does by itself. */
export const foldOne = async (source: Source, projection: Projection, event: Recorded): Promise<Folded> => {
  const [folded] = await foldAll(source, [event], [{ projection, isNew: () => true }]);
  if (!folded) throw new Error('nothing came of an event');
  return folded;
};
