import { parse } from 'csv-parse/sync';

/** A row of the file, by the lines it stands on: its fields, or why it cannot be read. */
export type Row = { readonly line: number; readonly lastLine: number } & (
  { readonly fields: readonly string[] } | { readonly fault: RowFault }
);

export type RowFault = 'csv/quote-not-closed' | 'csv/quote-out-of-place' | 'csv/not-utf-8' | 'csv/row-too-long';

/** More than any row of an extract; a quote that was never closed would otherwise swallow the file. */
const LONGEST = 64 * 1024;

const [QUOTE, CR, LF] = [0x22, 0x0d, 0x0a];

const isBreak = (byte: number | undefined): boolean => byte === CR || byte === LF;

/** Where the quoted text that opens here is closed, or the end of the bytes. A quote in it is written twice. */
const closingQuote = (bytes: Buffer, opening: number): number => {
  let at = bytes.indexOf(QUOTE, opening + 1);
  while (at !== -1 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2);
  return at === -1 ? bytes.length : at;
};

/** Where the first row ends, its line break not included. A quote opens at the start of a field only. */
const endOfRow = (bytes: Buffer, delimiter: number): number => {
  let atStart = true;
  let at = 0;
  while (at < bytes.length && !isBreak(bytes[at])) {
    if (atStart && bytes[at] === QUOTE) at = closingQuote(bytes, at);
    atStart = bytes[at] === delimiter;
    at += 1;
  }
  return Math.min(at, bytes.length);
};

const endOfLine = (bytes: Buffer): number => {
  const at = bytes.findIndex(isBreak);
  return at === -1 ? bytes.length : at;
};

const afterBreak = (bytes: Buffer, at: number): number => {
  if (!isBreak(bytes[at])) return at;
  return at + (bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1);
};

const breaksIn = (bytes: Buffer): number => bytes.toString('latin1').match(/\r\n|\r|\n/g)?.length ?? 0;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decoded = (bytes: Buffer): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

/** Line breaks stand in quotes only by now, so one record is all there is. */
const parsed = (text: string, delimiter: string): readonly string[] | RowFault => {
  try {
    const records = parse(text, { delimiter, record_delimiter: '\n' });
    return records.length === 1 && records[0] ? records[0] : 'csv/quote-out-of-place';
  } catch (error) {
    const { code } = error as { code?: string };
    return code === 'CSV_QUOTE_NOT_CLOSED' ? 'csv/quote-not-closed' : 'csv/quote-out-of-place';
  }
};

const fieldsOf = (bytes: Buffer, delimiter: string): readonly string[] | RowFault => {
  if (bytes.length > LONGEST) return bytes.includes(QUOTE) ? 'csv/quote-not-closed' : 'csv/row-too-long';
  const text = decoded(bytes);
  if (text === undefined) {
    const broken = parsed(bytes.toString('latin1'), delimiter);
    return typeof broken === 'string' ? broken : 'csv/not-utf-8';
  }
  return text.includes('"') ? parsed(text, delimiter) : text.split(delimiter);
};

interface Place {
  readonly bytes: Buffer;
  readonly start: number;
  readonly line: number;
}

/** A row, and where the next one begins. */
interface Cut {
  readonly row: Row;
  readonly next: Place;
}

/**
 * The row that begins here. What a broken quote swallowed is given back: the next row begins on the next line, so that
 * one quote too many costs the row it stands in, and no other.
 */
const cut = ({ bytes, start, line }: Place, delimiter: string): Cut => {
  const reach = bytes.subarray(start, start + LONGEST + 1);
  const end = endOfRow(reach, delimiter.charCodeAt(0));
  const fields = fieldsOf(reach.subarray(0, end), delimiter);
  const broken = typeof fields === 'string' && fields !== 'csv/not-utf-8';
  const resume = start + (broken ? endOfLine(reach) : end);
  const after = Math.min(afterBreak(bytes, resume), bytes.length);
  const lines = { line, lastLine: line + breaksIn(bytes.subarray(start, resume)) };
  return {
    row: typeof fields === 'string' ? { ...lines, fault: fields } : { ...lines, fields },
    next: { bytes, start: after, line: line + breaksIn(bytes.subarray(start, after)) },
  };
};

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

const isEmpty = (row: Row): boolean => 'fields' in row && row.fields.every((field) => field.trim() === '');

/**
 * The rows of a CSV file, with the lines of the file that they stand on.
 *
 * RFC 4180, with any kind of line break, a byte order mark or none, and UTF-8 alone. Empty rows are passed over.
 */
export async function* rowsOf(chunks: AsyncIterable<Buffer>, delimiter = ','): AsyncGenerator<Row> {
  let place: Place = { bytes: Buffer.alloc(0), start: 0, line: 1 };
  let begun = false;

  function* rowsWhile(enough: (place: Place) => boolean): Generator<Row> {
    if (!begun && place.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) place = { ...place, start: 3 };
    begun = true;
    while (enough(place)) {
      const { row, next } = cut(place, delimiter);
      place = next;
      if (!isEmpty(row)) yield row;
    }
  }

  for await (const chunk of chunks) {
    place = { ...place, bytes: Buffer.concat([place.bytes.subarray(place.start), chunk]), start: 0 };
    // Only what is sure to be whole: the longest row, and both halves of its line break.
    if (place.bytes.length > 2 * LONGEST) yield* rowsWhile(({ bytes, start }) => bytes.length - start > LONGEST + 2);
  }
  yield* rowsWhile(({ bytes, start }) => start < bytes.length);
}
