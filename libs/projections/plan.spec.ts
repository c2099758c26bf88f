import fc from 'fast-check';
import { meets, planOf, put, remove, set, type Change, type Plan, type Row, type Table } from './index.js';

const shelf: Table = {
  name: 'shelf',
  columns: { id: 'text', colour: 'text', size: 'number' },
  key: ['id'],
};

type Rows = ReadonlyMap<string, Row>;

const keyOf = (row: Row): string => String(row['id']);
const keyed = (rows: readonly Row[]): Rows => new Map(rows.map((row) => [keyOf(row), row]));

/** The slow reference: one change after the other. */
const applied = (rows: Rows, change: Change): Rows => {
  if ('put' in change) return new Map([...rows, [keyOf(change.put), change.put]]);
  if ('remove' in change) return new Map([...rows].filter(([, row]) => !meets(row, change.remove)));
  return new Map([...rows].map(([key, row]) => [key, meets(row, change.where) ? { ...row, ...change.set } : row]));
};

/** What a database makes of a plan: within a step every condition looks at the rows as they were before it. */
const carriedOut = (before: Rows, plan: Plan): Rows => {
  let rows = [...before.values()];
  for (const { steps, puts } of plan) {
    for (const { wheres, ...step } of steps) {
      const found = (row: Row) => wheres.findIndex((where) => meets(row, where));
      rows =
        step.kind === 'remove'
          ? rows.filter((row) => found(row) < 0)
          : rows.map((row) => ({ ...row, ...step.values[found(row)] }));
    }
    rows = [...keyed([...rows, ...puts]).values()];
  }
  return keyed(rows);
};

const sorted = (rows: Rows): readonly (readonly [string, Row])[] => [...rows].sort(([a], [b]) => a.localeCompare(b));

const id = fc.constantFrom('a', 'b', 'c');
const colour = fc.constantFrom('red', 'green', null);
const size = fc.constantFrom(1, 2, null);
const row = fc.record({ id, colour, size });
const change: fc.Arbitrary<Change> = fc.oneof(
  row.map((values) => put(shelf, values)),
  fc
    .tuple(
      fc.oneof(fc.record({ colour }), fc.record({ size })),
      fc.oneof(fc.record({ id }), fc.record({ colour }), fc.record({ id, colour })),
    )
    .map(([values, where]) => set(shelf, values as Row, where as Row)),
  fc.oneof(fc.record({ id }), fc.record({ colour })).map((where) => remove(shelf, where as Row)),
);

describe('a plan', () => {
  it('comes to the same as its changes one after the other', () => {
    fc.assert(
      fc.property(fc.array(row), fc.array(change, { maxLength: 12 }), (rows, changes) => {
        const before = keyed(rows);
        expect(sorted(carriedOut(before, planOf(changes)))).toEqual(sorted(changes.reduce(applied, before)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gathers changes of one shape in one step', () => {
    const [plan] = planOf(['a', 'b', 'c'].map((one) => set(shelf, { colour: 'red' }, { id: one })));
    expect(plan?.steps).toHaveLength(1);
  });

  it('refuses to change rows that are only ever added', () => {
    const log: Table = { ...shelf, appendOnly: true };
    expect(() => planOf([remove(log, { id: 'a' })])).toThrow('rows of `shelf` are only ever added');
  });
});
