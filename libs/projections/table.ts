/** What a column holds. Ids, instants and JSON are text, compared byte by byte. */
export type ColumnType = 'text' | 'number';

export type Cell = string | number | null;

/** Values by column. In a condition, `null` asks for a column that is empty. */
export type Row = Readonly<Record<string, Cell>>;

/** A table of a projection: everything that a store needs to make it. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The columns that tell rows apart; none of them is ever empty. */
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
  /** Rows are only ever added, so a second one with the same key is a fault. */
  readonly appendOnly?: true;
  /** Content in clear: a row is shown only to a reader who has been permitted the value of this column. */
  readonly guardedBy?: string;
}
