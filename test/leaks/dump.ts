import type { Client } from 'pg';
import { secretsIn } from './forms.js';
import type { Secret } from './secrets.js';

interface Column {
  readonly schema: string;
  readonly name: string;
  readonly column: string;
  readonly type: string;
}

/** A secret that stands in the database, and where. */
export interface Found {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  readonly secret: Secret;
}

const COLUMNS = `
  select table_schema as schema, table_name as name, column_name as column, data_type as type
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where t.table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
  order by 1, 2, ordinal_position`;

/** Every column of every table in every schema, bytes as they are and everything else as text. */
export const columnsOf = async (client: Client): Promise<readonly Column[]> =>
  (await client.query<Column>(COLUMNS)).rows;

/** Searches the whole database, as a superuser: row-level security hides nothing. */
export const searchDatabase = async (client: Client): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const { schema, name, column, type } of await columnsOf(client)) {
    const value = type === 'bytea' ? `"${column}"` : `"${column}"::text`;
    const { rows } = await client.query<{ value: string | Buffer | null }>(
      `select ${value} as value from "${schema}"."${name}" where "${column}" is not null`,
    );
    const secrets = new Set(rows.flatMap((row) => secretsIn(row.value ?? '')));
    for (const secret of secrets) found.push({ table: `${schema}.${name}`, column, secret });
  }
  return found;
};
