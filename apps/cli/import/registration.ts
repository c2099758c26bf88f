import type { Address, IdentifierScheme, Name } from '@hub/people';
import { dateReader, endOf, instantOf, type Moment } from './dates.js';
import { faultOf, type Fault, type ImportFaultCode } from './fault.js';
import type { DateColumn, Mapping } from './mapping.js';

/** The body of `POST /v1/people`: one person with all that the agency knows of them. */
export interface Registration {
  readonly name: Name;
  readonly dateOfBirth?: string;
  readonly identifiers: readonly { readonly scheme: IdentifierScheme; readonly value: string }[];
  readonly addresses?: readonly (Address & { readonly from: string })[];
  readonly involvement: {
    readonly service: string;
    readonly workers: readonly string[];
    readonly role?: string;
    readonly from: string;
    readonly until?: string;
  };
  readonly origin: 'imported';
}

/** What a row says, in the hub's terms, or what is wrong with it. */
export type Said =
  { readonly localId: string; readonly registration: Registration } | { readonly faults: readonly Fault[] };

/** Reads the cells of one row, and collects what is wrong with them. */
interface Cells {
  readonly faults: Fault[];
  /** The text of a column, without blanks around it. */
  text(column: string): string;
  lines(column: string): readonly string[];
  fault(code: ImportFaultCode, column: string): void;
}

/** Control characters other than the ends of lines: nobody can see them, and the hub refuses them. */
const CONTROL = /[^\P{Cc}\r\n]/u;

const LONGEST_LINE = 200;

const cellsOf = (columns: ReadonlyMap<string, number>, fields: readonly string[]): Cells => {
  const faults: Fault[] = [];
  const fault = (code: ImportFaultCode, column: string): void => {
    // A column may be read more than once.
    if (!faults.some((one) => one.code === code && one.column === column)) faults.push(faultOf(code, column));
  };
  const cell = (column: string): string => fields[columns.get(column) ?? -1] ?? '';
  const visible = (column: string): string => {
    const text = cell(column).trim();
    if (CONTROL.test(text)) fault('import/control-character', column);
    return text;
  };
  return {
    faults,
    fault,
    text(column) {
      const text = visible(column);
      if (/[\r\n]/.test(text)) fault('import/control-character', column);
      if (text.length > LONGEST_LINE) fault('import/too-long', column);
      return text;
    },
    lines(column) {
      const lines = visible(column).split(/\r\n|\r|\n/);
      return lines.map((line) => line.trim()).filter((line) => line !== '');
    },
  };
};

/** Reads one part of a row. */
type Reader<T> = (cells: Cells) => T;

const momentReader = ({ column, format }: DateColumn): Reader<Moment | undefined> => {
  const read = dateReader(format);
  return (cells) => {
    const text = cells.text(column);
    if (text === '') return undefined;
    const moment = read(text);
    if (!moment) cells.fault('import/not-a-date', column);
    return moment;
  };
};

/** An instant of the calendar, where the cell says one. */
const instantReader = (date: DateColumn, toInstant: (moment: Moment) => string | undefined): Reader<string> => {
  const readMoment = momentReader(date);
  return (cells) => {
    const moment = readMoment(cells);
    const instant = moment && toInstant(moment);
    if (moment && instant === undefined) cells.fault('import/not-a-date', date.column);
    return instant ?? '';
  };
};

/** An instant that the cell has to say. */
const startReader = (date: DateColumn): Reader<string> => {
  const read = instantReader(date, instantOf);
  return (cells) => {
    if (cells.text(date.column) === '') cells.fault('import/date-missing', date.column);
    return read(cells);
  };
};

/** A member that is there only where the extract says something. */
const given = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [key]: value }) as Readonly<Partial<Record<K, string>>>;

const postcodeReader = (postcode: NonNullable<Mapping['address']>['postcode']) => {
  if (postcode && 'column' in postcode)
    return (cells: Cells, lines: readonly string[]): Address => ({
      lines,
      ...given('postcode', cells.text(postcode.column)),
    });
  const pattern = postcode && new RegExp(`^(?:${postcode.pattern})$`, 'iu');
  return (_: Cells, lines: readonly string[]): Address => {
    const last = lines.at(-1) ?? '';
    return pattern?.test(last) && lines.length > 1 ? { lines: lines.slice(0, -1), postcode: last } : { lines };
  };
};

const addressReader = (mapping: Mapping['address']): Reader<Pick<Registration, 'addresses'>> => {
  if (!mapping) return () => ({});
  const { columns, postcode, from } = mapping;
  const withPostcode = postcodeReader(postcode);
  const readFrom = startReader(from);
  return (cells) => {
    const lines = columns.flatMap((column) => cells.lines(column));
    return lines.length === 0 ? {} : { addresses: [{ ...withPostcode(cells, lines), from: readFrom(cells) }] };
  };
};

const workersReader = (workers: Mapping['involvement']['workers']): Reader<readonly string[]> => {
  if (!workers) return () => [];
  const { column, separator } = workers;
  return (cells) => {
    const text = cells.text(column);
    const names = separator === undefined ? [text] : text.split(separator).map((name) => name.trim());
    return names.filter((name) => name !== '');
  };
};

const involvementReader = (mapping: Mapping['involvement']): Reader<Registration['involvement']> => {
  const { service, role, from, until, workers } = mapping;
  const readFrom = startReader(from);
  const readUntil = until ? instantReader(until, endOf) : () => undefined;
  const readWorkers = workersReader(workers);
  return (cells) => ({
    service: 'text' in service ? service.text : cells.text(service.column),
    workers: readWorkers(cells),
    ...given('role', role),
    from: readFrom(cells),
    ...given('until', readUntil(cells)),
  });
};

/** Turns the rows of an extract with these columns into registrations. */
export const registrationReader = (mapping: Mapping, columns: ReadonlyMap<string, number>) => {
  const { localId, name, dateOfBirth, identifiers = [] } = mapping;
  const readBirth = dateOfBirth ? momentReader(dateOfBirth) : () => undefined;
  const readAddress = addressReader(mapping.address);
  const readInvolvement = involvementReader(mapping.involvement);

  const readName = (cells: Cells): Name => ({
    given: cells.text(name.given),
    family: cells.text(name.family),
    ...(name.known !== undefined && given('known', cells.text(name.known))),
  });

  const readNumbers = (cells: Cells, local: string): Registration['identifiers'] => [
    { scheme: 'local', value: local },
    ...identifiers
      .map(({ column, scheme }) => ({ scheme, value: cells.text(column) }))
      .filter(({ value }) => value !== ''),
  ];

  return (fields: readonly string[]): Said => {
    const cells = cellsOf(columns, fields);
    const local = cells.text(localId);
    if (local === '') cells.fault('import/local-id-missing', localId);
    const registration: Registration = {
      name: readName(cells),
      ...given('dateOfBirth', readBirth(cells)?.date),
      identifiers: readNumbers(cells, local),
      ...readAddress(cells),
      involvement: readInvolvement(cells),
      origin: 'imported',
    };
    return cells.faults.length > 0 ? { faults: cells.faults } : { localId: local, registration };
  };
};
