import { beginnings, type EventStore, type Recorded } from '@hub/eventsourcing';

/** How many events are kept at least, so that a stream that is asked for again and again is read once. */
const KEPT = 20_000;

/** What their streams held before the last of the events that are remembered with; `events` are at hand already. */
export type Histories = (
  remembering: readonly Recorded[],
  events: readonly Recorded[],
) => Promise<ReadonlyMap<string, readonly Recorded[]>>;

/** How many events of each stream lie before the last of these. */
const lengths = (events: readonly Recorded[]): ReadonlyMap<string, number> => {
  const needed = new Map<string, number>();
  for (const { stream, revision } of events) needed.set(stream, Math.max(revision, needed.get(stream) ?? 0));
  return needed;
};

/** Reads of the log only what is not known yet: from an earlier time, or because it is among `events` itself. */
export const histories = (log: Pick<EventStore, 'readMany'>, most = KEPT): Histories => {
  const known = beginnings(most);

  return async (remembering, events) => {
    const needed = lengths(remembering);
    const found = new Map([...needed.keys()].map((stream) => [stream, [...known.of(stream)]]));
    for (const event of events) {
      const history = found.get(event.stream);
      if (history?.length === event.revision) history.push(event);
    }
    const short = [...needed].filter(([stream, length]) => (found.get(stream)?.length ?? 0) < length);
    const from = new Map(short.map(([stream]) => [stream, found.get(stream)?.length ?? 0]));
    const read = short.length > 0 ? await log.readMany([...from.keys()], from) : new Map<string, readonly Recorded[]>();
    for (const [stream, more] of read) found.get(stream)?.push(...more);
    for (const [stream, history] of found) known.keep(stream, history);
    return new Map([...needed].map(([stream, length]) => [stream, (found.get(stream) ?? []).slice(0, length)]));
  };
};
