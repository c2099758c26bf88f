import fc from 'fast-check';
import type { Cell } from '@hub/projections';
import { withPostgres } from '../testing/index.js';
import { binaryArray, arrayLiteral } from './arrays.js';

const RUNS = 60;

/** Of every length, within and far beyond what is expected of a cell; no text in a database holds a NUL. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.nat(5_000).map((length) => 'ŷ'.repeat(length)),
  )
  .map((any) => any.replaceAll('\0', ''));

describe('an array of a column', () => {
  const database = withPostgres();

  const comesBackAs = async (type: 'text' | 'number', cells: readonly Cell[]): Promise<readonly Cell[]> => {
    const array = binaryArray(
      type,
      cells.map((cell) => ({ cell })),
      'cell',
    );
    const sql = type === 'text' ? 'text' : 'double precision';
    const { rows } = await database().app.query<{ cell: Cell }>(
      `select cell from unnest($1::${sql}[]) with ordinality as t (cell, place) order by place`,
      [array],
    );
    return rows.map(({ cell }) => cell);
  };

  it('is read by PostgreSQL as it was written: texts, and gaps between them', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { minLength: 1, maxLength: 40 }), async (cells) => {
        expect(await comesBackAs('text', cells)).toEqual(cells);
      }),
      { numRuns: RUNS },
    ));

  it('is read by PostgreSQL as it was written: numbers, and gaps between them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 40 }),
        async (cells) => {
          expect(await comesBackAs('number', cells)).toEqual(cells);
        },
      ),
      { numRuns: RUNS },
    ));

  it('is read by PostgreSQL as it was written: as a literal', () =>
    fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 40 }), async (texts) => {
        const { rows } = await database().app.query<{ cells: readonly string[] }>(
          'select ($1::text)::text[] as cells',
          [arrayLiteral(texts)],
        );
        expect(rows[0]?.cells).toEqual(texts);
      }),
      { numRuns: RUNS },
    ));

  it('takes what is no text where a text is due as text', async () => {
    expect(await comesBackAs('text', [1, 'one', null])).toEqual(['1', 'one', null]);
  });
});
