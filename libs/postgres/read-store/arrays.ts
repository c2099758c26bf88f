import type { Cell, ColumnType, Row } from '@hub/projections';

const ELEMENTS: Readonly<Record<ColumnType, number>> = { text: 25, number: 701 };
const HEADER = 20;

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : String(cell));

const sizeOf = (type: ColumnType, cell: Cell): number => {
  if (cell === null) return 4;
  return 4 + (type === 'number' ? 8 : Buffer.byteLength(textOf(cell)));
};

const writeCell = (into: Buffer, at: number, type: ColumnType, cell: Cell): number => {
  if (cell === null) return into.writeInt32BE(-1, at);
  if (type === 'number') return into.writeDoubleBE(Number(cell), into.writeInt32BE(8, at));
  const length = into.write(textOf(cell), at + 4);
  into.writeInt32BE(length, at);
  return at + 4 + length;
};

/**
 * A column's values as PostgreSQL's binary array of one dimension.
 *
 * Neither side escapes or parses: half the time of the text form, for both.
 */
export const binaryArray = (type: ColumnType, rows: readonly Row[], column: string): Buffer => {
  let [size, gaps] = [HEADER, 0];
  for (const row of rows) {
    const cell = row[column] ?? null;
    size += sizeOf(type, cell);
    if (cell === null) gaps = 1;
  }
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(gaps, 4);
  array.writeInt32BE(ELEMENTS[type], 8);
  array.writeInt32BE(rows.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER;
  for (const row of rows) at = writeCell(array, at, type, row[column] ?? null);
  return array;
};

/** The same, of texts. */
export const textArray = (texts: readonly string[]): Buffer =>
  binaryArray(
    'text',
    texts.map((text) => ({ text })),
    'text',
  );
