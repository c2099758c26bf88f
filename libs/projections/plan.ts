import type { Change } from './change.js';
import type { Cell, Row, Table } from './table.js';

/** One statement over many rows. Conditions of one step have the same shape, and each a different value. */
export type Step =
  | { readonly kind: 'remove'; readonly wheres: readonly Row[] }
  | { readonly kind: 'set'; readonly wheres: readonly Row[]; readonly values: readonly Row[] };

/** All changes of a batch to one table: the steps in order, on the rows there were, and then the rows to put. */
export interface TablePlan {
  readonly table: Table;
  readonly steps: readonly Step[];
  readonly puts: readonly Row[];
}

export type Plan = readonly TablePlan[];

const SEPARATOR = '\u0000';
const EMPTY = '\u0000\u0000';

/** Tells values of some columns apart: no text in a database holds a NUL. */
const valuesOf = (row: Row, columns: readonly string[]): string => {
  let values = '';
  for (const column of columns) values += `${String(row[column] ?? EMPTY)}${SEPARATOR}`;
  return values;
};

const columnsOf = (row: Row): readonly string[] => Object.keys(row).sort();

/** Whether a row meets a condition. */
export const meets = (row: Row, where: Row): boolean => {
  for (const column in where) if ((row[column] ?? null) !== where[column]) return false;
  return true;
};

/** Conditions and what they lead to, gathered while their shape stays the same. */
interface Gathering {
  readonly shape: string;
  readonly entries: Map<string, { where: Row; values: Row | undefined }>;
}

const shapeOf = (where: Row, values: Row | undefined): string =>
  JSON.stringify([columnsOf(where).map((column) => [column, where[column] === null]), values && columnsOf(values)]);

/** What the rows that met a condition are like afterwards, as far as its columns go. */
const afterwards = ({ where, values }: { where: Row; values: Row | undefined }): Row => ({ ...where, ...values });

/** Whether rows that an earlier change of the step was meant for would be met by this one only after it. */
const follows = ({ entries }: Gathering, where: Row): boolean =>
  [...entries.values()].some((earlier) => !meets(earlier.where, where) && meets(afterwards(earlier), where));

/** Where a change of this shape belongs: to the step before it, unless it has to see what that one did. */
const gatheringFor = (gatherings: Gathering[], where: Row, values: Row | undefined): Gathering => {
  const shape = shapeOf(where, values);
  const moves = values !== undefined && Object.keys(values).some((column) => column in where);
  const last = gatherings.at(-1);
  if (last?.shape === shape && !(moves && follows(last, where))) return last;
  const fresh: Gathering = { shape, entries: new Map() };
  gatherings.push(fresh);
  return fresh;
};

const gather = (gatherings: Gathering[], where: Row, values?: Row): void => {
  const { entries } = gatheringFor(gatherings, where, values);
  const key = valuesOf(where, columnsOf(where));
  const earlier = entries.get(key);
  // INVARIANT: whoever no longer meets the condition is out of reach of the later change.
  if (earlier && !meets(afterwards(earlier), where)) return;
  entries.set(key, { where, values: values && { ...earlier?.values, ...values } });
};

const stepOf = ({ entries }: Gathering): Step => {
  const gathered = [...entries.values()];
  const wheres = gathered.map(({ where }) => where);
  const values = gathered.flatMap((entry) => (entry.values ? [entry.values] : []));
  return values.length > 0 ? { kind: 'set', wheres, values } : { kind: 'remove', wheres };
};

/** The rows that a batch has put so far, and which of them a condition reaches. */
const putRows = (key: readonly string[]) => {
  const rows = new Map<string, Row>();
  /** By the values of one column of the key, made when first asked for. */
  const indexes = new Map<string, Map<Cell, Set<string>>>();

  const enter = (index: Map<Cell, Set<string>>, value: Cell, name: string): void => {
    const names = index.get(value);
    if (names) names.add(name);
    else index.set(value, new Set([name]));
  };

  const indexOf = (column: string): ReadonlyMap<Cell, ReadonlySet<string>> => {
    const found = indexes.get(column);
    if (found) return found;
    const index = new Map<Cell, Set<string>>();
    for (const [name, row] of rows) enter(index, row[column] ?? null, name);
    indexes.set(column, index);
    return index;
  };

  const candidates = (where: Row): Iterable<string> => {
    // INVARIANT: no change sets a column of the key, so a row stays where it was entered.
    const column = Object.keys(where).find((name) => key.includes(name));
    return column === undefined ? rows.keys() : (indexOf(column).get(where[column] ?? null) ?? []);
  };

  return {
    rows,
    put: (name: string, row: Row): void => {
      if (!rows.has(name)) for (const [column, index] of indexes) enter(index, row[column] ?? null, name);
      rows.set(name, row);
    },
    reached: (where: Row): readonly (readonly [string, Row])[] =>
      [...candidates(where)].flatMap((name) => {
        const row = rows.get(name);
        return row && meets(row, where) ? [[name, row] as const] : [];
      }),
  };
};

/** What the batch holds of a table so far. */
interface Draft {
  readonly add: (change: Change) => void;
  readonly plan: () => TablePlan;
}

/** Of a table to which rows are only ever added: a second one with the same key is for the table to refuse. */
const listFor = (table: Table): Draft => {
  const puts: Row[] = [];
  return {
    add: (change) => {
      if (!('put' in change)) throw new Error(`rows of \`${table.name}\` are only ever added`);
      puts.push(change.put);
    },
    plan: () => ({ table, steps: [], puts }),
  };
};

const draftOf = (table: Table): Draft => {
  const { rows, put, reached } = putRows(table.key);
  /** Keys of rows that were put and removed again: each may have stood in the place of another. */
  const gone = new Map<string, Row>();
  const gatherings: Gathering[] = [];

  return {
    add: (change) => {
      if ('put' in change) {
        const key = valuesOf(change.put, table.key);
        put(key, change.put);
      } else if ('set' in change) {
        gather(gatherings, change.where, change.set);
        for (const [key, row] of reached(change.where)) rows.set(key, { ...row, ...change.set });
      } else {
        gather(gatherings, change.remove);
        for (const [key, row] of reached(change.remove)) {
          rows.delete(key);
          gone.set(key, Object.fromEntries(table.key.map((column) => [column, row[column] ?? null])));
        }
      }
    },
    plan: () => {
      const replaced = [...gone].filter(([key]) => !rows.has(key)).map(([, where]) => where);
      const last: readonly Step[] = replaced.length > 0 ? [{ kind: 'remove', wheres: replaced }] : [];
      return { table, steps: [...gatherings.map(stepOf), ...last], puts: [...rows.values()] };
    },
  };
};

/** Gathers changes, one after the other. */
export interface Planner {
  /** Throws where a row that is only ever added is to be changed. */
  readonly add: (change: Change) => void;
  readonly plan: () => Plan;
}

/**
 * The changes of a batch in few statements, with the same outcome as one after the other.
 *
 * A row that is put counts from then on as if it were in the table; a key is never changed by a `set`.
 */
export const planner = (): Planner => {
  const drafts = new Map<Table, Draft>();
  return {
    add(change) {
      let draft = drafts.get(change.table);
      if (!draft)
        drafts.set(change.table, (draft = change.table.appendOnly ? listFor(change.table) : draftOf(change.table)));
      draft.add(change);
    },
    plan: () => [...drafts.values()].map((draft) => draft.plan()),
  };
};

export const planOf = (changes: readonly Change[]): Plan => {
  const { add, plan } = planner();
  changes.forEach(add);
  return plan();
};
