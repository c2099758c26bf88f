import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Plan, Row, Step, Table } from '@hub/projections';
import { binaryArray } from './arrays.js';
import { names, sqlType, tableIn, type Build } from './tables.js';

/** Many rows as one array for each column. */
const arraysOf = (table: Table, rows: readonly Row[], columns: readonly string[]): readonly Buffer[] =>
  columns.map((column) => binaryArray(table.columns[column] ?? 'text', rows, column));

const typesOf = (table: Table, columns: readonly string[], from = 1): string =>
  columns.map((column, index) => `$${index + from}::${sqlType(table.columns[column] ?? 'text')}[]`).join(', ');

/** Parsed once for each connection: every page is written by the same statements. */
const prepared = (text: string, values: readonly Buffer[]): pg.QueryConfig => ({
  name: `write-${createHash('sha256').update(text).digest('hex').slice(0, 40)}`,
  text,
  values: [...values],
});

const onConflict = ({ key, columns, appendOnly }: Table): string => {
  if (appendOnly) return '';
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  if (others.length === 0) return 'on conflict do nothing';
  const values = others.map((column) => `${names([column])} = excluded.${names([column])}`);
  return `on conflict (${names(key)}) do update set ${values.join(', ')}`;
};

const insert = async (client: pg.ClientBase, build: Build, table: Table, puts: readonly Row[]): Promise<void> => {
  if (puts.length === 0) return;
  const columns = Object.keys(table.columns);
  const text = `insert into ${tableIn(build, table.name)} (${names(columns)})
     select * from unnest(${typesOf(table, columns)}) ${onConflict(table)}`;
  await client.query(prepared(text, arraysOf(table, puts, columns)));
};

/** Which rows: columns that are compared with an array's values, and columns that are empty. */
const conditionOf = (wheres: readonly Row[]) => {
  const columns = Object.keys(wheres[0] ?? {}).sort();
  const compared = columns.filter((column) => wheres[0]?.[column] !== null);
  const met = columns.map((column) =>
    compared.includes(column) ? `t.${names([column])} = n.${names([`is ${column}`])}` : `t.${names([column])} is null`,
  );
  return { compared, aliases: compared.map((column) => `is ${column}`), met: met.join(' and ') };
};

const change = async (client: pg.ClientBase, build: Build, table: Table, step: Step): Promise<void> => {
  const target = `${tableIn(build, table.name)} t`;
  const { compared, aliases, met } = conditionOf(step.wheres);
  if (step.kind === 'remove') {
    const text = `delete from ${target} using unnest(${typesOf(table, compared)}) as n(${names(aliases)}) where ${met}`;
    await client.query(prepared(text, arraysOf(table, step.wheres, compared)));
    return;
  }
  const columns = Object.keys(step.values[0] ?? {}).sort();
  const types = [typesOf(table, compared), typesOf(table, columns, compared.length + 1)].join(', ');
  const text = `update ${target} set ${columns.map((column) => `${names([column])} = n.${names([column])}`).join(', ')}
     from unnest(${types}) as n(${names([...aliases, ...columns])}) where ${met}`;
  const values = [...arraysOf(table, step.wheres, compared), ...arraysOf(table, step.values, columns)];
  await client.query(prepared(text, values));
};

/**
 * Waits for work that has been sent off in this order. INVARIANT: what is thrown is why the first of it was refused: all
 * that comes after it in the transaction is refused because of that.
 */
export const inTurn = async (sent: readonly Promise<void>[]): Promise<void> => {
  const answers = await Promise.allSettled(sent);
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (refused) throw refused.reason;
};

/**
 * Carries a plan out, within the caller's transaction. All statements are on their way before the first is answered:
 * PostgreSQL goes from one to the next without waiting for us, who are folding what comes next.
 */
export const write = (client: pg.ClientBase, build: Build, plan: Plan): Promise<void> =>
  inTurn(
    plan.flatMap(({ table, steps, puts }) => [
      ...steps.map((step) => change(client, build, table, step)),
      insert(client, build, table, puts),
    ]),
  );
