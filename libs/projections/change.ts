import type { Row, Table } from './table.js';

/** What an event does to the rows of one table. */
export type Change =
  /** This row, in place of the one with the same key, if any. */
  | { readonly table: Table; readonly put: Row }
  /** Other values in all rows that meet a condition. */
  | { readonly table: Table; readonly set: Row; readonly where: Row }
  /** No more rows that meet a condition. */
  | { readonly table: Table; readonly remove: Row };

export const put = (table: Table, row: Row): Change => ({ table, put: row });
export const set = (table: Table, values: Row, where: Row): Change => ({ table, set: values, where });
export const remove = (table: Table, where: Row): Change => ({ table, remove: where });
