import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Position } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import type { Pools } from '../connection.js';
import { migrate } from '../migrate.js';
import { transaction } from '../connection.js';
import { sourceOf, type Source } from './batch.js';
import type { Board } from './board.js';
import { begin, checkpoints, fits, Overtaken, recordFailure, type Checkpoint } from './checkpoints.js';
import { isPassing, kindOf, type Failure } from './fault.js';
import { clearForgotten } from './forgotten.js';
import { lane, type Member } from './lane.js';
import { readStoreMigrations } from './migrations.js';
import { rebuild, type Progress } from './rebuild.js';
import { createTables } from './tables.js';
import { verify, type Verified } from './verify.js';

export interface ProjectorOptions {
  readonly store: EventStore;
  readonly vault: Pick<Source, 'openEvents' | 'forgotten'>;
  readonly pools: Pick<Pools, 'owner'>;
  readonly projections: readonly Projection[];
  /** Told of every move; for whoever waits in this process. */
  readonly board?: Pick<Board, 'moved'>;
  /** Milliseconds until a projection that was stopped by an event tries it again. */
  readonly retryAfter?: number;
  /** Events that are taken in by one transaction, at most. */
  readonly page?: number;
  /** Milliseconds between looks for people who have been forgotten. */
  readonly forgetEvery?: number;
}

/** What a projection is at. `failed`: it stands before an event that it cannot take in. `unavailable`: a server is away. */
export type Status = 'starting' | 'following' | 'rebuilding' | 'failed' | 'unavailable' | 'outdated' | 'stopped';

export interface ProjectionState {
  readonly projection: string;
  readonly version: number;
  readonly status: Status;
  readonly position: Position;
  /** Milliseconds that the oldest event it has not taken in yet has waited; 0 when there is none. */
  readonly lag: number;
  readonly failure?: Failure;
  /** Of a server that is away. */
  readonly fault?: string;
}

type Standing = Pick<ProjectionState, 'status' | 'failure' | 'fault'>;

/** Makes the read store and what is missing of its tables. For the owner. */
export const prepareReadStore = async ({ store, pools, projections }: ProjectorOptions): Promise<void> => {
  await migrate(pools.owner, readStoreMigrations);
  await transaction(pools.owner, async (client) => {
    // INVARIANT: in the same order by everybody. Of two that start together, one waits for the other.
    for (const projection of [...projections].sort((one, other) => (one.name < other.name ? -1 : 1)))
      if (await begin(client, 'live', projection, store.start)) await createTables(client, 'live', projection);
  });
};

/** Lanes are shared by projections that are no further apart than this. */
const NEAR = 1_000;

/** Projections at about the same place go together; each of the others has a lane to itself. */
const companies = (projections: readonly Projection[], at: ReadonlyMap<string, Checkpoint>) => {
  const furthest = Math.max(0, ...projections.map(({ name }) => at.get(name)?.handled ?? 0));
  const isNear = (projection: Projection): boolean => {
    const found = at.get(projection.name);
    return found !== undefined && fits(projection, found) && furthest - found.handled <= NEAR;
  };
  const near = projections.filter(isNear);
  return [near, ...projections.filter((one) => !isNear(one)).map((one) => [one])].filter(({ length }) => length > 0);
};

export interface Projector {
  /** Resolves when the tables are there and the projections follow the log. */
  start(): Promise<void>;
  states(): Promise<readonly ProjectionState[]>;
  /** Lets a projection that has failed try again now. */
  resume(projection: string): void;
  /** Makes it anew beside the live one, and swaps. Also from another process than the one that follows. */
  rebuild(
    projection: string,
    options?: { progress?: (progress: Progress) => void; signal?: AbortSignal },
  ): Promise<Position>;
  verify(projection: string): Promise<Verified>;
  /** Clears what the views hold of people who have been forgotten, now; it is looked for every few seconds anyway. */
  forget(): Promise<void>;
  /** Why those who have been forgotten could not be cleared when it was last tried. */
  forgetting(): string | undefined;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Folds the log into the read store, each projection as far as it can. */
export const projector = (options: ProjectorOptions): Projector => {
  const { store, vault, pools, projections, board, retryAfter = 30_000, page, forgetEvery = 10_000 } = options;
  const { owner } = pools;
  const source = sourceOf(store, vault, page);
  const standings = new Map<string, Standing>(projections.map(({ name }) => [name, { status: 'starting' }]));
  const retries = new Map<string, AbortController>();
  const stopping = new AbortController();
  const under = new Set<Promise<void>>();

  const stand = (some: readonly Projection[], standing: Standing): void => {
    for (const { name } of some) standings.set(name, standing);
  };

  const named = (name: string): Projection => {
    const found = projections.find((projection) => projection.name === name);
    if (!found) throw new Error(`there is no projection \`${name}\``);
    return found;
  };

  const launch = (some: readonly Projection[]): void => {
    const running = patiently(some).finally(() => under.delete(running));
    under.add(running);
  };

  const failed = async ({ projection }: Member, failure: Failure): Promise<void> => {
    stand([projection], { status: 'failed', failure });
    const again = new AbortController();
    retries.set(projection.name, again);
    // For other processes. In this one the standing says it already.
    await recordFailure(owner, projection.name, failure.eventId, failure.kind).catch(() => undefined);
    const waiting = sleep(retryAfter, undefined, {
      signal: AbortSignal.any([again.signal, stopping.signal]),
      ref: false,
    })
      .catch(() => undefined)
      .then(() => {
        under.delete(waiting);
        if (!stopping.signal.aborted) launch([projection]);
      });
    under.add(waiting);
  };

  /** Whether the live tables are this version's; those of an earlier one are made anew first. */
  const isCurrent = async (projection: Projection): Promise<boolean> => {
    const found = (await checkpoints(owner, 'live')).get(projection.name);
    if (found && fits(projection, found)) return true;
    if (found && found.version >= projection.version) {
      stand([projection], { status: 'outdated', fault: `the tables are those of version ${found.version}` });
      return false;
    }
    stand([projection], { status: 'rebuilding' });
    await rebuild({ source, owner, projection, signal: stopping.signal });
    return true;
  };

  const membersOf = async (some: readonly Projection[]): Promise<readonly Member[]> => {
    const current: Projection[] = [];
    for (const projection of some) if (await isCurrent(projection)) current.push(projection);
    const at = await checkpoints(owner, 'live');
    return current.map((projection) => ({ projection, position: at.get(projection.name)?.position ?? store.start }));
  };

  const follow = async (some: readonly Projection[]): Promise<void> => {
    const members = await membersOf(some);
    if (members.length === 0) return;
    for (const { projection } of members)
      if (standings.get(projection.name)?.status !== 'failed') stand([projection], { status: 'following' });
    await lane({
      source,
      owner,
      members,
      signal: stopping.signal,
      moved: ({ projection, position }) => {
        stand([projection], { status: 'following' });
        board?.moved(projection.name, position);
      },
      failed,
    });
  };

  /** Follows for as long as nobody stops us, whatever goes away meanwhile. */
  const patiently = async (some: readonly Projection[]): Promise<void> => {
    for (let pause = 50; !stopping.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      const going = some.filter(({ name }) => !['failed', 'outdated'].includes(standings.get(name)?.status ?? ''));
      try {
        await follow(going.length > 0 ? going : some);
        return;
      } catch (error) {
        if (error instanceof Overtaken) pause = 50;
        else stand(some, { status: 'unavailable', fault: kindOf(error) });
        if (!isPassing(error) && !(error instanceof Overtaken)) pause = 5_000;
      }
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  let unforgotten: string | undefined;
  const forget = async (): Promise<void> => {
    try {
      await clearForgotten({ owner, source, projections });
      unforgotten = undefined;
    } catch (error) {
      unforgotten = kindOf(error);
      throw error;
    }
  };

  /** From the start on, so that a kill between a key's end and the clearing delays it and no more. */
  const keepForgetting = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // What goes wrong is kept, and told by `forgetting`.
      await forget().catch(() => undefined);
      await sleep(forgetEvery, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };

  const lagOf = async (position: Position): Promise<number> => {
    const [next] = await store.page(position, 1);
    return next ? Math.max(0, Date.now() - Date.parse(next.recordedAt)) : 0;
  };

  return {
    async start() {
      await prepareReadStore(options);
      for (const company of companies(projections, await checkpoints(owner, 'live'))) launch(company);
      const running = keepForgetting().finally(() => under.delete(running));
      under.add(running);
    },
    async states() {
      const at = await checkpoints(owner, 'live');
      return Promise.all(
        projections.map(async ({ name, version }) => {
          const position = at.get(name)?.position ?? store.start;
          const standing = standings.get(name) ?? { status: 'starting' as const };
          return { projection: name, version, ...standing, position, lag: await lagOf(position) };
        }),
      );
    },
    resume: (name) => retries.get(named(name).name)?.abort(),
    rebuild: (name, more) => rebuild({ source, owner, projection: named(name), ...more }),
    verify: (name) => verify({ source, owner, projection: named(name) }),
    forget,
    forgetting: () => unforgotten,
    async stop() {
      stopping.abort();
      while (under.size > 0) await Promise.all(under);
      stand(projections, { status: 'stopped' });
    },
  };
};
