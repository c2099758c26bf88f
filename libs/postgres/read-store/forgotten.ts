import type pg from 'pg';
import type { Forgetting, Projection } from '@hub/projections';
import { transaction } from '../connection.js';
import type { Source } from './batch.js';
import { fits, heldCheckpoint } from './checkpoints.js';
import { names, tableIn, type Build } from './tables.js';

const statementOf = (build: Build, forgetting: Forgetting): string => {
  const target = `${tableIn(build, forgetting.table.name)} t`;
  if ('removeBy' in forgetting)
    return `delete from ${target} where t.${names([forgetting.removeBy])} = any ($1::text[])`;
  const [emptied, subjects] = [names([forgetting.empty]), names([forgetting.whereAllOf])];
  return `update ${target} set ${emptied} = null
    where t.${emptied} is not null and t.${subjects} <> '[]' and not exists (
      select from json_array_elements_text(t.${subjects}::json) as about where about <> all ($1::text[]))`;
};

/** Clears one build of a projection of everybody who has been forgotten. Again makes no difference. */
const clearIn = async (
  client: pg.ClientBase,
  build: Build,
  { forgets = [] }: Projection,
  people: readonly string[],
): Promise<void> => {
  for (const forgetting of forgets) await client.query(statementOf(build, forgetting), [people]);
};

/** Clears a build that is about to be swapped in. Within the caller's transaction. */
export const forgetInBuild = async (
  client: pg.ClientBase,
  projection: Projection,
  people: readonly string[],
): Promise<void> => {
  if (people.length === 0 || projection.forgets === undefined) return;
  await clearIn(client, 'next', projection, people);
  await client.query('update read.forgotten set since = clock_timestamp(), settled = false');
};

const PENDING = `select exists (
    select from unnest($1::text[]) as id
    where not exists (select from read.forgotten f where f.person_id = id and f.settled)
  ) as pending`;

/** Longer than any process keeps an opened key, and what it has opened with it, before that is written. */
const SETTLING = '10 minutes';

const CLEARED = `insert into read.forgotten (person_id) select distinct unnest($1::text[])
  on conflict (person_id) do update set settled = forgotten.since < clock_timestamp() - interval '${SETTLING}'
  where not forgotten.settled`;

export interface Clearing {
  readonly owner: pg.Pool;
  readonly source: Pick<Source, 'forgotten'>;
  readonly projections: readonly Projection[];
}

/** True when the live rows were cleared; false where they are of another version, and about to be made anew. */
const clearLive = (owner: pg.Pool, projection: Projection, people: readonly string[]): Promise<boolean> =>
  transaction(owner, async (client) => {
    // INVARIANT: held first, so that nobody takes in events meanwhile: what was being written is seen, and cleared.
    const live = await heldCheckpoint(client, 'live', projection.name);
    if (!live || !fits(projection, live)) return false;
    await clearIn(client, 'live', projection, people);
    return true;
  });

/**
 * Clears the live views of everybody whose key has been destroyed, as a rebuild would.
 *
 * Broken off at any point, the next call does the whole of it: only then is it written down that it was done. Done again
 * until nobody can hold anything any more that was opened before.
 */
export const clearForgotten = async ({ owner, source, projections }: Clearing): Promise<void> => {
  const people = await source.forgotten();
  if (people.length === 0) return;
  const { rows } = await owner.query<{ pending: boolean }>(PENDING, [people]);
  if (rows[0]?.pending === false) return;
  let all = true;
  for (const projection of projections)
    if (projection.forgets !== undefined) all = (await clearLive(owner, projection, people)) && all;
  if (all) await owner.query(CLEARED, [people]);
};
