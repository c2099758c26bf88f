import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Position, Recorded } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import { transaction } from '../connection.js';
import type { Source } from './batch.js';
import { advance, begin, checkpoints, fits, heldCheckpoint, type Checkpoint } from './checkpoints.js';
import { foldAll } from './folding.js';
import { forgetInBuild } from './forgotten.js';
import { createTables, dropTables, swapTables, type Build } from './tables.js';
import { write } from './write.js';

export interface Progress {
  readonly projection: string;
  /** Events handled, those of an earlier run that was broken off included. */
  readonly handled: number;
  /** About how many there are: as many as the live one has handled. */
  readonly total: number;
  readonly eventsPerSecond: number;
}

export interface Building {
  readonly source: Source;
  readonly owner: pg.Pool;
  readonly projection: Projection;
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** So near the end that the rest may be done while the live one waits. */
const NEAR = 100;

/** Goes on with what an earlier run has begun, or starts afresh. */
export const beginBuild = (
  owner: pg.Pool,
  build: Build,
  projection: Projection,
  start: Position,
): Promise<Checkpoint> =>
  transaction(owner, async (client) => {
    const found = await heldCheckpoint(client, build, projection.name);
    if (found && fits(projection, found)) return found;
    if (found) await abandon(client, build, found);
    await begin(client, build, projection, start);
    await createTables(client, build, projection);
    const begun = await heldCheckpoint(client, build, projection.name);
    if (!begun) throw new Error(`the build of \`${projection.name}\` has not begun`);
    return begun;
  });

/** Throws a build away. */
export const abandon = async (
  client: pg.ClientBase,
  build: Build,
  { projection, tables }: Checkpoint,
): Promise<void> => {
  await dropTables(client, build, tables);
  await client.query('delete from read.checkpoints where build = $1 and projection = $2', [build, projection]);
};

/** Takes events in, within the caller's transaction. Returns where that leads. */
const takeIn = async (
  client: pg.ClientBase,
  build: Build,
  { source, projection }: Building,
  { from, events }: { readonly from: Position; readonly events: readonly Recorded[] },
): Promise<Position> => {
  const [fold] = await foldAll(source, events, [{ projection, isNew: () => true }]);
  const failure = fold?.failure;
  if (failure)
    throw new Error(
      `\`${projection.name}\` cannot take in event ${failure.eventId} (${failure.type}): ${failure.kind}`,
    );
  const to = events.at(-1)?.position ?? from;
  const { name, version } = projection;
  await advance(client, build, [{ projection: name, version, from, to, handled: events.length }]);
  if (fold) await write(client, build, fold.plan());
  return to;
};

const pace = (began: Checkpoint, live: Checkpoint | undefined, building: Building) => {
  const startedAt = performance.now();
  let here = 0;
  return (more: number): void => {
    here += more;
    building.progress?.({
      projection: building.projection.name,
      handled: began.handled + here,
      total: Math.max(live?.handled ?? 0, began.handled + here),
      eventsPerSecond: Math.round(here / Math.max((performance.now() - startedAt) / 1000, 0.001)),
    });
  };
};

/** Whether a page is the last that is worth a transaction of its own; `until` cuts it there. */
export const fill = async (building: Building, build: Build, until?: Position): Promise<Position> => {
  const { source, owner, projection, signal } = building;
  const { log } = source;
  const began = await beginBuild(owner, build, projection, log.start);
  const tell = pace(began, (await checkpoints(owner, 'live')).get(projection.name), building);
  const within = (page: readonly Recorded[]) =>
    until === undefined ? page : page.filter(({ position }) => !log.isAfter(position, until));
  let from = began.position;
  let coming = source.page(from);
  for (;;) {
    signal?.throwIfAborted();
    const events = within(await coming);
    const last = events.at(-1);
    if (!last) return from;
    // While PostgreSQL writes this page, the next is read.
    coming = source.page(last.position);
    coming.catch(() => undefined);
    from = await transaction(owner, (client) => takeIn(client, build, building, { from, events }));
    tell(events.length);
    if (until === undefined && events.length < NEAR) return from;
  }
};

/** Takes in what has come meanwhile and puts the new tables in the place of the live ones, in one transaction. */
const swap = (building: Building, filled: Position): Promise<Position> =>
  transaction(building.owner, async (client) => {
    const { projection, source } = building;
    // INVARIANT: shorter than PostgreSQL's `deadlock_timeout`. A reader may hold one of the tables and wait for another,
    // in another order than ours: then we let go and come again, and the reader notices a pause at most.
    await client.query(`set local lock_timeout = '200ms'`);
    // INVARIANT: held before the log is read for the last time, so the live one cannot get ahead of the new one.
    const live = await heldCheckpoint(client, 'live', projection.name);
    let position = filled;
    for (let page = await source.page(position); page.length > 0; page = await source.page(position))
      position = await takeIn(client, 'next', building, { from: position, events: page });
    // Rows may have been made before a key was destroyed that they would not be made without.
    await forgetInBuild(client, projection, await source.forgotten());
    await client.query(`delete from read.checkpoints where build = 'live' and projection = $1`, [projection.name]);
    await client.query(`update read.checkpoints set build = 'live' where build = 'next' and projection = $1`, [
      projection.name,
    ]);
    await swapTables(
      client,
      live?.tables ?? [],
      projection.tables.map(({ name }) => name),
    );
    return position;
  });

/** Tries until a moment comes in which no reader holds the old tables. */
const SWAPS = 100;
const PAUSE = 50;

const lockWasHeld = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');

/**
 * Makes a projection anew beside the live one and then puts it in its place; the hub serves meanwhile.
 *
 * Broken off at any point, the next call goes on where it was. Resolves to the position that it has reached.
 */
export const rebuild = async (building: Building): Promise<Position> => {
  for (let attempt = 1; ; attempt += 1) {
    const filled = await fill(building, 'next');
    try {
      return await swap(building, filled);
    } catch (error) {
      if (!lockWasHeld(error) || attempt === SWAPS) throw error;
      await sleep(PAUSE);
    }
  }
};
