import type pg from 'pg';
import type { Plan, Row, Step, Table, TablePlan } from '@hub/projections';
import { binaryArray } from './arrays.js';
import { names, sqlType, tableIn, type Build } from './tables.js';

/** Many rows as one array for each column. */
const arraysOf = (table: Table, rows: readonly Row[], columns: readonly string[]): readonly Buffer[] =>
  columns.map((column) => binaryArray(table.columns[column] ?? 'text', rows, column));

const typesOf = (table: Table, columns: readonly string[], from = 1): string =>
  columns.map((column, index) => `$${index + from}::${sqlType(table.columns[column] ?? 'text')}[]`).join(', ');

const onConflict = ({ key, columns, appendOnly }: Table): string => {
  if (appendOnly) return '';
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  if (others.length === 0) return 'on conflict do nothing';
  const values = others.map((column) => `${names([column])} = excluded.${names([column])}`);
  return `on conflict (${names(key)}) do update set ${values.join(', ')}`;
};

const insert = async (client: pg.ClientBase, build: Build, { table, puts }: TablePlan): Promise<void> => {
  if (puts.length === 0) return;
  const columns = Object.keys(table.columns);
  await client.query(
    `insert into ${tableIn(build, table.name)} (${names(columns)})
     select * from unnest(${typesOf(table, columns)}) ${onConflict(table)}`,
    [...arraysOf(table, puts, columns)],
  );
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
    await client.query(
      `delete from ${target} using unnest(${typesOf(table, compared)}) as n(${names(aliases)}) where ${met}`,
      [...arraysOf(table, step.wheres, compared)],
    );
    return;
  }
  const columns = Object.keys(step.values[0] ?? {}).sort();
  const types = [typesOf(table, compared), typesOf(table, columns, compared.length + 1)].join(', ');
  await client.query(
    `update ${target} set ${columns.map((column) => `${names([column])} = n.${names([column])}`).join(', ')}
     from unnest(${types}) as n(${names([...aliases, ...columns])}) where ${met}`,
    [...arraysOf(table, step.wheres, compared), ...arraysOf(table, step.values, columns)],
  );
};

/** Carries a plan out, within the caller's transaction. */
export const write = async (client: pg.ClientBase, build: Build, plan: Plan): Promise<void> => {
  for (const tablePlan of plan) {
    for (const step of tablePlan.steps) await change(client, build, tablePlan.table, step);
    await insert(client, build, tablePlan);
  }
};
