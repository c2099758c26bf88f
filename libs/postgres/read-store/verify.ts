import type { Position } from '@hub/eventsourcing';
import { transaction } from '../connection.js';
import { checkpoints } from './checkpoints.js';
import { abandon, fill, type Building } from './rebuild.js';
import { contentsOf, type Build, type Contents } from './tables.js';

/** The live rows of one table, and those that the log makes of it. */
export interface Compared {
  readonly table: string;
  readonly live: Contents;
  readonly fresh: Contents;
}

export interface Verified {
  readonly position: Position;
  readonly equal: boolean;
  readonly tables: readonly Compared[];
}

/** A build's contents and position, of one instant. */
const snapshot = ({ owner, projection }: Building, build: Build) =>
  transaction(owner, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    const checkpoint = (await checkpoints(client, build)).get(projection.name);
    if (!checkpoint) throw new Error(`there is no \`${projection.name}\` to look at`);
    const contents = new Map<string, Contents>();
    for (const { name } of projection.tables) contents.set(name, await contentsOf(client, build, name));
    return { checkpoint, contents };
  });

const discard = ({ owner, projection }: Building): Promise<void> =>
  transaction(owner, async (client) => {
    const found = (await checkpoints(client, 'check')).get(projection.name);
    if (found) await abandon(client, 'check', found);
  });

const NOTHING: Omit<Contents, 'table'> = { rows: 0, hash: '' };

/** Makes a projection anew from the log, up to where the live one is, and compares the two. The live one is not touched. */
export const verify = async (building: Building): Promise<Verified> => {
  const { checkpoint, contents } = await snapshot(building, 'live');
  await discard(building);
  await fill(building, 'check', checkpoint.position);
  const fresh = await snapshot(building, 'check');
  await discard(building);
  const tables = building.projection.tables.map(({ name: table }) => ({
    table,
    live: contents.get(table) ?? { table, ...NOTHING },
    fresh: fresh.contents.get(table) ?? { table, ...NOTHING },
  }));
  const equal = tables.every(({ live, fresh: made }) => live.rows === made.rows && live.hash === made.hash);
  return { position: checkpoint.position, equal, tables };
};
