import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import { planner, planOf, type Change, type Plan, type Projection } from '@hub/projections';
import { failureAt, isPassing, type Failure } from './fault.js';

export type Log = Pick<EventStore, 'start' | 'page' | 'follow' | 'readMany' | 'head' | 'isAfter'>;

/** Where events come from, and what opens them. */
export interface Source {
  readonly log: Log;
  /** The events with everything in clear that can still be opened. */
  openEvents(events: readonly Recorded[]): Promise<readonly Recorded[]>;
  /** Everybody whose key has been destroyed. */
  forgotten(): Promise<readonly string[]>;
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

/** Events by id with their content in clear, or why they could not be opened. */
interface Opened {
  readonly clear: ReadonlyMap<string, Recorded>;
  readonly faults: ReadonlyMap<string, unknown>;
}

/** A part of the log with all that projections need to take it in. */
export interface Batch {
  readonly events: readonly Recorded[];
  readonly opened: Opened;
  readonly histories: ReadonlyMap<string, readonly Recorded[]>;
  readonly alongside: ReadonlyMap<string, readonly Recorded[]>;
}

const byId = (events: readonly Recorded[]): ReadonlyMap<string, Recorded> =>
  new Map(events.map((event) => [event.id, event]));

/** One by one, so that what cannot be opened stands in nobody's way. */
const openEach = async (source: Source, events: readonly Recorded[]): Promise<Opened> => {
  const clear: Recorded[] = [];
  const faults = new Map<string, unknown>();
  for (const event of events) {
    try {
      clear.push(...(await source.openEvents([event])));
    } catch (error) {
      if (isPassing(error)) throw error;
      faults.set(event.id, error);
    }
  }
  return { clear: byId(clear), faults };
};

const open = async (source: Source, events: readonly Recorded[]): Promise<Opened> => {
  try {
    return { clear: byId(events.length > 0 ? await source.openEvents(events) : []), faults: new Map() };
  } catch (error) {
    if (isPassing(error)) throw error;
    return openEach(source, events);
  }
};

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

/** Reads and opens, once for all projections, what they need besides the events themselves. */
export const batchOf = async (
  source: Source,
  events: readonly Recorded[],
  projections: readonly Projection[],
): Promise<Batch> => {
  const streams = [...new Set(wantedBy(projections, 'remembers', events).map(({ stream }) => stream))];
  const histories = streams.length > 0 ? await source.log.readMany(streams) : new Map<string, readonly Recorded[]>();
  const all = histories.size === 0 ? events : [...byId([...events, ...[...histories.values()].flat()]).values()];
  const opened = await open(source, wantedBy(projections, 'opens', all));
  return { events, histories, opened, alongside: await alongsideOf(source, events, projections) };
};

/** What a batch does to the rows of one projection, as far as it gets. */
export interface Folded {
  /** The events that the projection has taken in. */
  readonly events: readonly Recorded[];
  /** Missing when the changes do not go together: then one event after the other shows which. */
  readonly plan?: Plan;
  /** What one of the events does by itself. */
  readonly changesOf: (event: Recorded) => readonly Change[];
  /** The first event that the projection cannot take in. */
  readonly failure?: Failure;
}

/** The event as the projection needs it; throws when it could not be opened. */
const needed = (projection: Projection, { opened }: Batch, event: Recorded): Recorded => {
  if (!projection.opens.has(event.type)) return event;
  if (opened.faults.has(event.id)) throw opened.faults.get(event.id);
  return opened.clear.get(event.id) ?? event;
};

/** What the event's own stream held before it, as the projection needs it. */
const earlierOf = (projection: Projection, batch: Batch, { stream, revision }: Recorded): readonly Recorded[] =>
  (batch.histories.get(stream) ?? [])
    .filter((before) => before.revision < revision)
    .map((before) => needed(projection, batch, before));

const NOTHING: readonly Recorded[] = [];

const besides = (projection: Projection, batch: Batch, event: Recorded): readonly Recorded[] =>
  projection.remembers.has(event.type)
    ? earlierOf(projection, batch, event)
    : (batch.alongside.get(projection.alongside ?? '') ?? NOTHING);

const changesOf = (projection: Projection, batch: Batch, event: Recorded): readonly Change[] =>
  projection.takes.has(event.type)
    ? projection.on(needed(projection, batch, event), besides(projection, batch, event))
    : [];

/** A plan, unless the changes contradict each other. */
const gathering = () => {
  const { add, plan } = planner();
  let contradiction = false;
  return {
    add: (changes: readonly Change[]): void => {
      try {
        if (!contradiction) for (const change of changes) add(change);
      } catch {
        contradiction = true;
      }
    },
    planned: (): { readonly plan?: Plan } => (contradiction ? {} : { plan: plan() }),
  };
};

/** What the events after a position do to the rows of a projection; up to the first that it cannot take in. */
export const folded = (projection: Projection, batch: Batch, isNew: (at: Position) => boolean): Folded => {
  const [first] = batch.events;
  const all = first && isNew(first.position) ? batch.events : batch.events.filter(({ position }) => isNew(position));
  const single = (event: Recorded): readonly Change[] => changesOf(projection, batch, event);
  const { add, planned } = gathering();
  for (const [index, event] of all.entries()) {
    try {
      add(single(event));
    } catch (error) {
      return { events: all.slice(0, index), ...planned(), changesOf: single, failure: failureAt(event, error) };
    }
  }
  return { events: all, ...planned(), changesOf: single };
};

/** The plan of what has been folded; throws when the changes contradict each other. */
export const planFor = ({ events, plan, changesOf: single }: Folded): Plan => plan ?? planOf(events.flatMap(single));
