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

const textOf = (cell: Cell | undefined): string => JSON.stringify(cell ?? null);
const valuesOf = (row: Row, columns: readonly string[]): string => columns.map((column) => textOf(row[column])).join();
const columnsOf = (row: Row): readonly string[] => Object.keys(row).sort();

/** Whether a row meets a condition. */
export const meets = (row: Row, where: Row): boolean =>
  Object.entries(where).every(([column, cell]) => textOf(row[column]) === textOf(cell));

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

/** What the batch holds of a table so far. */
const draftOf = (table: Table) => {
  const rows = new Map<string, Row>();
  const gatherings: Gathering[] = [];

  const affected = (where: Row): readonly [string, Row][] => [...rows].filter(([, row]) => meets(row, where));

  return {
    add(change: Change): void {
      if ('put' in change) {
        const key = valuesOf(change.put, table.key);
        if (table.appendOnly && rows.has(key)) throw new Error(`two rows of \`${table.name}\` have one key`);
        rows.set(key, change.put);
      } else if ('set' in change) {
        gather(gatherings, change.where, change.set);
        for (const [key, row] of affected(change.where)) rows.set(key, { ...row, ...change.set });
      } else {
        gather(gatherings, change.remove);
        for (const [key, row] of affected(change.remove)) {
          rows.delete(key);
          // It stood in the place of a row that did not meet the condition, perhaps.
          gather(gatherings, Object.fromEntries(table.key.map((column) => [column, row[column] ?? null])));
        }
      }
    },
    plan: (): TablePlan => ({ table, steps: gatherings.map(stepOf), puts: [...rows.values()] }),
  };
};

/**
 * The changes of a batch in few statements, with the same outcome as one after the other.
 *
 * A row that is put counts from then on as if it were in the table; a key is never changed by a `set`.
 */
export const planOf = (changes: readonly Change[]): Plan => {
  const drafts = new Map<string, ReturnType<typeof draftOf>>();
  for (const change of changes) {
    const draft = drafts.get(change.table.name) ?? draftOf(change.table);
    drafts.set(change.table.name, draft);
    draft.add(change);
  }
  return [...drafts.values()].map((draft) => draft.plan());
};
