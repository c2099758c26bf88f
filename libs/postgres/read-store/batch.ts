import { setImmediate as otherWork } from 'node:timers/promises';
import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { Change, Projection } from '@hub/projections';
import { histories, type Histories } from './histories.js';
import { opened, sliced, type OpenEvents, type Opened } from './opened.js';

export type Log = Pick<EventStore, 'start' | 'page' | 'follow' | 'readMany' | 'head' | 'isAfter'>;

/** Where events come from, and what opens them. */
export interface Source {
  readonly log: Log;
  /** The events with everything in clear that can still be opened. */
  readonly openEvents: OpenEvents;
  /** Everybody whose key has been destroyed. */
  forgotten(): Promise<readonly string[]>;
  readonly historiesOf: Histories;
  /** The next part of the log. */
  page(after: Position): Promise<readonly Recorded[]>;
  /** All of a stream as of now; the same array for as long as nothing has been added. */
  streamOf(stream: string): Promise<readonly Recorded[]>;
}

/** Events that are taken in by one transaction. */
const PAGE = 4_000;

export const sourceOf = (log: Log, vault: Pick<Source, 'openEvents' | 'forgotten'>, page = PAGE): Source => {
  const known = new Map<string, readonly Recorded[]>();
  return {
    log,
    openEvents: (events) => vault.openEvents(events),
    forgotten: () => vault.forgotten(),
    historiesOf: histories(log),
    page: (after) => log.page(after, page),
    async streamOf(stream) {
      const before = known.get(stream) ?? [];
      const more = (await log.readMany([stream], new Map([[stream, before.length]]))).get(stream) ?? [];
      const all = more.length > 0 ? [...before, ...more] : before;
      if (all.length >= (known.get(stream)?.length ?? 0)) known.set(stream, all);
      return all;
    },
  };
};

/** Events that are folded at one go: PostgreSQL, which is writing the page before, waits no longer than that for us. */
const FOLDED = 50;

/** A part of the log with all that projections need to take it in. */
export interface Batch {
  readonly events: readonly Recorded[];
  /** The events themselves, and what lies before them in their streams. */
  readonly opened: readonly Opened[];
  readonly histories: ReadonlyMap<string, readonly Recorded[]>;
  readonly alongside: ReadonlyMap<string, readonly Recorded[]>;
}

const wantedBy = (projections: readonly Projection[], what: 'opens' | 'remembers', events: readonly Recorded[]) => {
  const types = new Set(projections.flatMap((projection) => [...projection[what]]));
  return events.filter(({ type }) => types.has(type));
};

/** Whole streams that some projection needs for one of these events. */
const alongsideOf = async (source: Source, events: readonly Recorded[], projections: readonly Projection[]) => {
  const asking = projections.filter(({ takes }) => events.some(({ type }) => takes.has(type)));
  const streams = [...new Set(asking.flatMap(({ alongside }) => alongside ?? []))];
  const read = streams.map(async (stream) => [stream, await source.streamOf(stream)] as const);
  return new Map(await Promise.all(read));
};

/**
 * Reads and opens, once for all projections, what they need besides the events themselves; a slice after the other, and
 * between any two of them others have their turn.
 */
export async function* batchesOf(
  source: Source,
  events: readonly Recorded[],
  projections: readonly Projection[],
): AsyncGenerator<Batch> {
  const found = await source.historiesOf(wantedBy(projections, 'remembers', events), events);
  const alongside = await alongsideOf(source, events, projections);
  const earlier = await opened(source.openEvents, wantedBy(projections, 'opens', [...found.values()].flat()));
  for (const [index, slice] of sliced(events).entries()) {
    if (index > 0) await otherWork();
    const closed = wantedBy(projections, 'opens', slice).filter(({ id }) => !earlier.clear.has(id));
    const now = await opened(source.openEvents, closed);
    for (const [place, part] of sliced(slice, FOLDED).entries()) {
      if (place > 0) await otherWork();
      yield { events: part, histories: found, alongside, opened: [now, earlier] };
    }
  }
}

const inClear = (opened: readonly Opened[], event: Recorded): Recorded => {
  for (const { clear, faults } of opened) {
    const found = clear.get(event.id);
    if (found) return found;
    if (faults.has(event.id)) throw faults.get(event.id);
  }
  return event;
};

/** The event as the projection needs it; throws when it could not be opened. */
const needed = (projection: Projection, batch: Batch, event: Recorded): Recorded =>
  projection.opens.has(event.type) ? inClear(batch.opened, event) : event;

/** What the event's own stream held before it, as the projection needs it. */
const earlierOf = (projection: Projection, batch: Batch, { stream, revision }: Recorded): readonly Recorded[] =>
  (batch.histories.get(stream) ?? []).slice(0, revision).map((before) => needed(projection, batch, before));

const NOTHING: readonly Recorded[] = [];

const besides = (projection: Projection, batch: Batch, event: Recorded): readonly Recorded[] =>
  projection.remembers.has(event.type)
    ? earlierOf(projection, batch, event)
    : (batch.alongside.get(projection.alongside ?? '') ?? NOTHING);

/** What one event of the batch does; throws when the projection cannot take it in. */
export const changesOf = (projection: Projection, batch: Batch, event: Recorded): readonly Change[] =>
  projection.takes.has(event.type)
    ? projection.on(needed(projection, batch, event), besides(projection, batch, event))
    : [];
