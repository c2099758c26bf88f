import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { collected, inPieces } from '../testing/streams.js';
import { rowsOf, type Row } from './rows.js';

const read = (content: string | Buffer, { size = 1 << 16, delimiter = ',' } = {}): Promise<readonly Row[]> =>
  collected(rowsOf(inPieces(Buffer.from(content), size), delimiter));

const row = (line: number, lastLine: number, ...fields: string[]) => ({ line, lastLine, fields });

describe('rows stand on the lines of the file', () => {
  it('one each', async () => {
    expect(await read('a,b\n1,2\n3,4\n')).toEqual([row(1, 1, 'a', 'b'), row(2, 2, '1', '2'), row(3, 3, '3', '4')]);
    expect(await read('a,b\n1,2')).toEqual([row(1, 1, 'a', 'b'), row(2, 2, '1', '2')]);
  });

  it('several where a quoted field has several', async () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(
        await read(['a,b', '"1 High Street', 'Aberwen"', ',2', '', '3,4', ''].join(end).replace(`"${end},`, '",')),
      ).toEqual([row(1, 1, 'a', 'b'), row(2, 3, `1 High Street${end}Aberwen`, '2'), row(5, 5, '3', '4')]);
  });

  it('whatever kinds of line break are mixed', async () => {
    expect(await read('a,b\r\n"x\ny",2\r\n3,4\n5,6\r7,8')).toEqual([
      row(1, 1, 'a', 'b'),
      row(2, 3, 'x\ny', '2'),
      row(4, 4, '3', '4'),
      row(5, 5, '5', '6'),
      row(6, 6, '7', '8'),
    ]);
  });

  it('and empty ones are passed over, but counted', async () => {
    expect(await read('a,b\n\n , \n,\n3,4\n')).toEqual([row(1, 1, 'a', 'b'), row(5, 5, '3', '4')]);
  });
});

describe('a field', () => {
  it('in quotes may hold the delimiter, quotes and line breaks', async () => {
    expect(await read('"Smith, School","say ""hello""",""\n')).toEqual([row(1, 1, 'Smith, School', 'say "hello"', '')]);
  });

  it('may be parted by something else than a comma', async () => {
    expect(await read('a;b,c;"d;e"', { delimiter: ';' })).toEqual([row(1, 1, 'a', 'b,c', 'd;e')]);
  });

  it('keeps its characters, and the mark at the start of the file is not one of them', async () => {
    expect(await read('\ufeffSiân,"Łukasz\n😀"')).toEqual([row(1, 2, 'Siân', 'Łukasz\n😀')]);
    expect(await read('\ufeff"Siân",x')).toEqual([row(1, 1, 'Siân', 'x')]);
  });
});

describe('a row that cannot be read costs no other', () => {
  it('when its bytes are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n'), Buffer.from('Si\u00e2n,2\n', 'latin1'), Buffer.from('3,4\n')]);
    expect(await read(bytes)).toEqual([
      row(1, 1, 'a', 'b'),
      { line: 2, lastLine: 2, fault: 'csv/not-utf-8' },
      row(3, 3, '3', '4'),
    ]);
  });

  it('when a quote in it is never closed', async () => {
    expect(await read('a,b\n1,"2\n3,4\n5,6\n')).toEqual([
      row(1, 1, 'a', 'b'),
      { line: 2, lastLine: 2, fault: 'csv/quote-not-closed' },
      row(3, 3, '3', '4'),
      row(4, 4, '5', '6'),
    ]);
  });

  it('when the quote is closed by that of a later row', async () => {
    expect(await read('1,"2\n3,"x\ny"\n5,6\n')).toEqual([
      { line: 1, lastLine: 1, fault: 'csv/quote-out-of-place' },
      row(2, 3, '3', 'x\ny'),
      row(4, 4, '5', '6'),
    ]);
  });

  it('when a quote stands in the middle of a field', async () => {
    expect(await read('1,2"x"\n3,4\n')).toEqual([
      { line: 1, lastLine: 1, fault: 'csv/quote-out-of-place' },
      row(2, 2, '3', '4'),
    ]);
  });

  it('when it is longer than any row', async () => {
    const long = 'x'.repeat(200_000);
    expect(await read(`1,2\n${long}\n3,4\n`)).toContainEqual(row(3, 3, '3', '4'));
    expect(await read(`1,2\n"${`${long}\n`.repeat(3)}\n3,4\n`)).toContainEqual(row(6, 6, '3', '4'));
  });
});

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '😀') });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

it('reads what csv-parse reads, however the file comes in pieces', async () => {
  const tables = fc.array(fc.tuple(cell, cell, fc.constantFrom('x', 'y')), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(tables, fc.integer({ min: 1, max: 50 }), async (table, size) => {
      const content = table.map((cells) => cells.map(quoted).join(',')).join('\n');
      const rows = await read(content, { size });
      expect(rows.map((each) => 'fields' in each && each.fields)).toEqual(parse(content, { record_delimiter: '\n' }));
      const ends = table.map((_, index) =>
        table
          .slice(0, index + 1)
          .map((cells) => cells.map(quoted).join(','))
          .join('\n'),
      );
      expect(rows.map(({ lastLine }) => lastLine)).toEqual(ends.map((text) => text.split('\n').length));
    }),
  );
});
