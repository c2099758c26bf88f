import type pg from 'pg';
import type { Position } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import { shapeOf, type Build } from './tables.js';

/** How far a projection has come. It moves in the transaction that writes the rows. */
export interface Checkpoint {
  readonly projection: string;
  readonly version: number;
  readonly shape: string;
  readonly tables: readonly string[];
  readonly position: Position;
  /** Events handled since the beginning of the log. */
  readonly handled: number;
  readonly failedEvent?: string;
  readonly failure?: string;
}

/** Whether the tables are those that the projection describes. */
export const fits = (projection: Projection, { version, shape }: Pick<Checkpoint, 'version' | 'shape'>): boolean =>
  version === projection.version && shape === shapeOf(projection);

interface Stored {
  readonly projection: string;
  readonly version: number;
  readonly shape: string;
  readonly tables: string[];
  readonly position: string;
  readonly handled: string;
  readonly failed_event: string | null;
  readonly failure: string | null;
}

const checkpointOf = ({ handled, failed_event, failure, ...stored }: Stored): Checkpoint => ({
  ...stored,
  handled: Number(handled),
  ...(failed_event !== null && { failedEvent: failed_event }),
  ...(failure !== null && { failure }),
});

type Db = pg.Pool | pg.ClientBase;

const COLUMNS = 'projection, version, shape, tables, position, handled, failed_event, failure';

/** The checkpoints of one build, by projection. */
export const checkpoints = async (db: Db, build: Build): Promise<ReadonlyMap<string, Checkpoint>> => {
  // By a name: whoever waits looks every few milliseconds, so that it is not parsed each time.
  const text = `select ${COLUMNS} from read.checkpoints where build = $1`;
  const { rows } = await db.query<Stored>({ name: 'checkpoints', text, values: [build] });
  return new Map(rows.map((row) => [row.projection, checkpointOf(row)]));
};

/** One checkpoint, held until the transaction ends: nobody moves it meanwhile. */
export const heldCheckpoint = async (client: pg.ClientBase, build: Build, projection: string) => {
  const { rows } = await client.query<Stored>(
    `select ${COLUMNS} from read.checkpoints where build = $1 and projection = $2 for update`,
    [build, projection],
  );
  return rows[0] && checkpointOf(rows[0]);
};

/** Starts a build of a projection at a position. False when there is one already. */
export const begin = async (client: pg.ClientBase, build: Build, projection: Projection, at: Position) => {
  const { rowCount } = await client.query(
    `insert into read.checkpoints (projection, build, version, shape, tables, position)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [projection.name, build, projection.version, shapeOf(projection), projection.tables.map(({ name }) => name), at],
  );
  return rowCount === 1;
};

export interface Move {
  readonly projection: string;
  readonly version: number;
  readonly from: Position;
  readonly to: Position;
  readonly handled: number;
}

/** Somebody else has moved the checkpoint, or put another version in its place. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Moves checkpoints, all or none. Sent first in its transaction: whoever is overtaken hears of that, and nothing it wrote stays. */
export const advance = async (client: pg.ClientBase, build: Build, moves: readonly Move[]): Promise<void> => {
  const { rowCount } = await client.query(
    `update read.checkpoints c
     set position = n.reached, handled = c.handled + n.handled, failed_event = null, failure = null, moved_at = clock_timestamp()
     from unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[]) as n(projection, version, was, reached, handled)
     where c.build = $1 and c.projection = n.projection and c.version = n.version and c.position = n.was`,
    [
      build,
      moves.map((move) => move.projection),
      moves.map((move) => move.version),
      moves.map((move) => move.from),
      moves.map((move) => move.to),
      moves.map((move) => move.handled),
    ],
  );
  if (rowCount !== moves.length) throw new Overtaken('another projector has moved the checkpoint');
};

/** Writes down why a projection stands still, for whoever looks from another process. */
export const recordFailure = async (
  db: Db,
  projection: string,
  failedEvent: string,
  failure: string,
): Promise<void> => {
  await db.query(
    `update read.checkpoints set failed_event = $2, failure = $3 where projection = $1 and build = 'live'`,
    [projection, failedEvent, failure],
  );
};
