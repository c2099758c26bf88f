import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { ColumnType, Projection, Table } from '@hub/projections';

/** `live` is read by everybody; `next` is being rebuilt beside it; `check` is made to be compared with it. */
export type Build = 'live' | 'next' | 'check';

const SCHEMAS: Readonly<Record<Build, string>> = { live: 'read', next: 'read_next', check: 'read_check' };

const name = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
export const names = (identifiers: readonly string[]): string => identifiers.map(name).join(', ');

/** A table of one build, by its full name. */
export const tableIn = (build: Build, table: string): string => `${SCHEMAS[build]}.${name(table)}`;

/** The SQL type of a column. */
export const sqlType = (type: ColumnType): string => (type === 'number' ? 'double precision' : 'text');

/** A description's fingerprint: two with the same one make the same tables. */
export const shapeOf = ({ tables }: Projection): string =>
  createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 16);

const columnOf = ({ key }: Table, column: string, type: ColumnType): string =>
  `${name(column)} ${sqlType(type)}${type === 'text' ? ' collate "C"' : ''}${key.includes(column) ? ' not null' : ''}`;

/**
 * INVARIANT: unset and empty both mean nothing. `force` holds the owner to the policies as well: the projector writes
 * as the owner, by a policy of its own.
 */
const guardOf = (table: string, column: string): readonly string[] => [
  `alter table ${table} enable row level security, force row level security`,
  `create policy permitted on ${table} for select to concord_app
     using (${name(column)} = any ((select nullif(current_setting('concord.permitted', true), '')::text[])::text[]))`,
  `create policy projecting on ${table} to current_user using (true) with check (true)`,
];

const statementsFor = (build: Build, table: Table): readonly string[] => {
  const full = tableIn(build, table.name);
  const columns = Object.entries(table.columns).map(([column, type]) => columnOf(table, column, type));
  return [
    `create table ${full} (${columns.join(', ')}, primary key (${names(table.key)}))`,
    ...(table.indexes ?? []).map((columns_) => `create index on ${full} (${names(columns_)})`),
    ...(table.guardedBy === undefined ? [] : guardOf(full, table.guardedBy)),
    `grant select on ${full} to concord_app`,
  ];
};

/** Makes the tables of a projection, empty. */
export const createTables = async (client: pg.ClientBase, build: Build, projection: Projection): Promise<void> => {
  await client.query(projection.tables.flatMap((table) => statementsFor(build, table)).join(';\n'));
};

export const dropTables = async (client: pg.ClientBase, build: Build, tables: readonly string[]): Promise<void> => {
  for (const table of tables) await client.query(`drop table if exists ${tableIn(build, table)}`);
};

/** Puts the tables of `next` in the place of the live ones. Their rows, indexes and policies come with them. */
export const swapTables = async (client: pg.ClientBase, live: readonly string[], next: readonly string[]) => {
  await dropTables(client, 'live', live);
  for (const table of next) await client.query(`alter table ${tableIn('next', table)} set schema ${SCHEMAS.live}`);
};

export interface Contents {
  readonly table: string;
  readonly rows: number;
  /** The same for the same rows, in whatever order they were written. */
  readonly hash: string;
}

export const contentsOf = async (client: pg.ClientBase, build: Build, table: string): Promise<Contents> => {
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `select count(*) as rows, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text as hash
     from ${tableIn(build, table)} t`,
  );
  return { table, rows: Number(rows[0]?.rows), hash: rows[0]?.hash ?? '' };
};
