import { isDateFormat } from './dates.js';
import schema from './mapping.schema.json' with { type: 'json' };
import { faultsBySchema, type JsonSchema, type SchemaFault } from './schema-check.js';

export interface DateColumn {
  readonly column: string;
  readonly format: string;
}

/** How one agency's extract becomes records of people. What each part means is in the schema. */
export interface Mapping {
  readonly id: string;
  readonly title?: string;
  readonly delimiter?: string;
  readonly localId: string;
  readonly name: { readonly given: string; readonly family: string; readonly known?: string };
  readonly dateOfBirth?: DateColumn;
  readonly identifiers?: readonly { readonly column: string; readonly scheme: 'nhs-number' | 'upn' }[];
  readonly address?: {
    readonly columns: readonly string[];
    readonly postcode?: { readonly column: string } | { readonly pattern: string };
    readonly from: DateColumn;
  };
  readonly involvement: {
    readonly service: { readonly column: string } | { readonly text: string };
    readonly role?: string;
    readonly from: DateColumn;
    readonly until?: DateColumn;
    readonly workers?: { readonly column: string; readonly separator?: string };
  };
  readonly ignore?: readonly { readonly columns: readonly string[]; readonly because: string }[];
}

const columnsIn = (part: object | undefined): readonly string[] =>
  part && 'column' in part && typeof part.column === 'string' ? [part.column] : [];

/** The columns that the mapping reads. A column may be read for several things. */
export const readColumns = ({ localId, name, dateOfBirth, identifiers, address, involvement }: Mapping) =>
  new Set<string>([
    localId,
    ...Object.values(name),
    ...columnsIn(dateOfBirth),
    ...(identifiers ?? []).flatMap(columnsIn),
    ...(address?.columns ?? []),
    ...[address?.postcode, address?.from].flatMap(columnsIn),
    ...[involvement.service, involvement.from, involvement.until, involvement.workers].flatMap(columnsIn),
  ]);

/** The columns that stay where they are. */
export const ignoredColumns = ({ ignore = [] }: Mapping): ReadonlySet<string> =>
  new Set(ignore.flatMap(({ columns }) => columns));

const dateFaults = ({ dateOfBirth, address, involvement }: Mapping): readonly SchemaFault[] => {
  const dates = {
    '/dateOfBirth': dateOfBirth,
    '/address/from': address?.from,
    '/involvement/from': involvement.from,
    '/involvement/until': involvement.until,
  };
  return Object.entries(dates)
    .filter(([, date]) => date && !isDateFormat(date.format))
    .map(([pointer]) => ({
      pointer: `${pointer}/format`,
      detail: 'has to have yyyy, MM or M, and dd or d, each once',
    }));
};

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text, 'u').test('') || true;
  } catch {
    return false;
  }
};

const postcodeFaults = ({ address }: Mapping): readonly SchemaFault[] =>
  address?.postcode && 'pattern' in address.postcode && !isPattern(address.postcode.pattern)
    ? [{ pointer: '/address/postcode/pattern', detail: 'is not a regular expression' }]
    : [];

const ignoreFaults = (mapping: Mapping): readonly SchemaFault[] => {
  const read = readColumns(mapping);
  return [...ignoredColumns(mapping)]
    .filter((column) => read.has(column))
    .map((column) => ({ pointer: '/ignore', detail: `\`${column}\` is read and ignored at once` }));
};

/** A mapping, or everything that is wrong with it. */
export const mappingOf = (value: unknown): Mapping | { readonly faults: readonly SchemaFault[] } => {
  const faults = faultsBySchema(value, schema as JsonSchema);
  if (faults.length > 0) return { faults };
  const mapping = value as Mapping;
  const others = [...dateFaults(mapping), ...postcodeFaults(mapping), ...ignoreFaults(mapping)];
  return others.length > 0 ? { faults: others } : mapping;
};
