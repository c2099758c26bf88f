import { createReadStream } from 'node:fs';
import { stop } from '../outcome.js';
import { refusalOf } from './decided.js';
import { faultOf, type Fault } from './fault.js';
import { headingOf } from './heading.js';
import type { Mapping } from './mapping.js';
import { registrationReader, type Said } from './registration.js';
import { parcelOf, type Parcel } from './row-key.js';
import { rowsOf, type Row } from './rows.js';

interface Lines {
  readonly line: number;
  readonly lastLine: number;
}

/** A row that the hub may be asked to store. */
export type GoodRow = Lines & { readonly parcel: Parcel };

/** A row of which nothing is stored, and why. */
export type BadRow = Lines & { readonly faults: readonly Fault[] };

export type Entry = GoodRow | BadRow;

export interface Reading {
  readonly mapping: Mapping;
  /** When the import began: nobody is born after it. */
  readonly now: string;
}

export interface Extract extends Reading {
  readonly file: string;
}

/** Reads rows that stand under one heading. Of several good ones with the same local id the first counts. */
const entryReader = ({ mapping, now }: Reading, columns: ReadonlyMap<string, number>) => {
  const read = registrationReader(mapping, columns);
  const known = new Set<string>();

  const parcelled = (said: Said): { readonly parcel: Parcel } | { readonly faults: readonly Fault[] } => {
    if ('faults' in said) return said;
    const refusal = refusalOf(said.registration, now);
    if (refusal) return { faults: [refusal] };
    const parcel = parcelOf(mapping.id, said.localId, said.registration);
    if (known.has(parcel.key)) return { faults: [faultOf('import/duplicate-local-id', mapping.localId)] };
    known.add(parcel.key);
    return { parcel };
  };

  return (row: Row): Entry => {
    const { line, lastLine } = row;
    if ('fault' in row) return { line, lastLine, faults: [faultOf(row.fault)] };
    if (row.fields.length !== columns.size) return { line, lastLine, faults: [faultOf('csv/columns')] };
    return { line, lastLine, ...parcelled(read(row.fields)) };
  };
};

const columnsOf = (first: Row | undefined, mapping: Mapping): ReadonlyMap<string, number> => {
  if (!first) return stop('usage', 'the extract is empty');
  if ('fault' in first) return stop('usage', `the heading cannot be read: ${faultOf(first.fault).reason}`);
  const heading = headingOf(first.fields, mapping);
  return 'wrong' in heading ? stop('usage', heading.wrong) : heading.columns;
};

/** The rows of an extract in order, each held against the mapping and against what the hub would refuse. */
export async function* entriesIn(chunks: AsyncIterable<Buffer>, reading: Reading): AsyncGenerator<Entry> {
  const rows = rowsOf(chunks, reading.mapping.delimiter);
  const first = await rows.next();
  const read = entryReader(reading, columnsOf(first.done ? undefined : first.value, reading.mapping));
  for await (const row of rows) yield read(row);
}

/** The same, of a file. */
export const entriesOf = ({ file, ...reading }: Extract): AsyncGenerator<Entry> =>
  entriesIn(createReadStream(file), reading);
