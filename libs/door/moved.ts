import type { EventStore } from '@hub/eventsourcing';
import type { Decision } from '@hub/sharing';
import type { Known } from './explained.js';

/** A stream that has moved since a decision, and what has happened in it. */
export interface Moved {
  readonly stream: string;
  readonly events: readonly string[];
}

/**
 * What has happened between two decisions in the streams that may be named. Of a person with several records it is told
 * under the one name that all of them go by; that a record was linked to another is left out.
 */
export const moving = (store: Pick<EventStore, 'read'>) => {
  const eventsSince = async (stream: string, revision = -1): Promise<readonly string[]> =>
    (await store.read(stream, { from: revision + 1 }))
      .map(({ type }) => type)
      .filter((type) => type !== 'PersonLinked');

  return async (then: Decision, today: Decision, known: readonly Known[]): Promise<readonly Moved[]> => {
    const streams = [...new Map(known.flatMap((one) => [...one.streams]))]
      .filter(([stream]) => then.heads[stream] !== today.heads[stream])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const moved = await Promise.all(
      streams.map(async ([stream, name]) => [name, await eventsSince(stream, then.heads[stream])] as const),
    );
    const byName = new Map<string, readonly string[]>();
    for (const [name, events] of moved) byName.set(name, [...(byName.get(name) ?? []), ...events]);
    return [...byName].map(([stream, events]) => ({ stream, events })).filter(({ events }) => events.length > 0);
  };
};
