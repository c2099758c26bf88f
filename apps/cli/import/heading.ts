import { ignoredColumns, readColumns, type Mapping } from './mapping.js';

/** Places of the columns by their headings, or what is wrong, in a sentence. */
export type Heading = { readonly columns: ReadonlyMap<string, number> } | { readonly wrong: string };

const listed = (columns: readonly string[]): string => columns.map((column) => `\`${column}\``).join(', ');

const ALSO =
  'give each its place in the mapping, or name it under `ignore` with the reason; nothing is read from a column by default';

/**
 * Holds the first row against the mapping. Every column is read or ignored, by name.
 *
 * A first row with none of the mapping's columns is taken for a person, and not repeated.
 */
export const headingOf = (fields: readonly string[], mapping: Mapping): Heading => {
  const headings = fields.map((field) => field.trim());
  const [read, ignored] = [readColumns(mapping), ignoredColumns(mapping)];
  const isNamed = (heading: string) => read.has(heading) || ignored.has(heading);
  if (!headings.some(isNamed)) return { wrong: 'the first row has none of the columns that the mapping names' };
  const missing = [...read].filter((column) => !headings.includes(column));
  if (missing.length > 0) return { wrong: `the extract has no column ${listed(missing)}, which the mapping reads` };
  const twice = headings.filter((heading, index) => isNamed(heading) && headings.indexOf(heading) !== index);
  if (twice.length > 0) return { wrong: `the extract has more than one column ${listed([...new Set(twice)])}` };
  const unknown = headings.filter((heading) => !isNamed(heading));
  if (unknown.length > 0) return { wrong: `the mapping does not name the columns ${listed(unknown)}: ${ALSO}` };
  return { columns: new Map(headings.map((heading, index) => [heading, index])) };
};
