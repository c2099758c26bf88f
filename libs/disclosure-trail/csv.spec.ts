import fc from 'fast-check';
import { csvCell, csvHeader, csvLine, jsonLine, type TrailRow } from './index.js';

/** RFC 4180, as a reader of files would do it. */
const parsed = (text: string): readonly string[][] => {
  const rows: string[][] = [];
  let cells: string[] = [];
  for (let rest = text; rest !== '';) {
    const found = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (!found) throw new Error('not RFC 4180');
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') {
      rows.push(cells);
      cells = [];
    }
    rest = rest.slice(found[0].length);
  }
  return rows;
};

const row: TrailRow = {
  id: 'e1',
  disclosureId: 'q1',
  kind: 'disclosure',
  recordedAt: '2026-06-01T09:00:00.000Z',
  at: '2026-06-01T09:00:00.000Z',
  agency: 'school',
  worker: 'w1',
  role: 'pastoral-lead',
  subjects: ['c1', 'c2'],
  items: [
    {
      item: 'note-n1',
      revision: 3,
      fields: ['passages.text'],
      flows: [{ agreement: 'a', version: 1, flow: 2, from: 'health', to: 'school' }],
    },
  ],
  bases: [{ article6: 'e', article9: 'g', gateway: 'ca2004-s11' }],
  parties: ['school', 'health'],
  reasons: ['PUBLIC_TASK'],
  obligations: [],
  fields: [],
};

describe('an export of the trail', () => {
  it('has a cell for every column', () => {
    const [header, line] = parsed(csvHeader() + csvLine(row));
    expect(line).toHaveLength(header!.length);
    expect(Object.fromEntries(header!.map((name, column) => [name, line![column]]))).toMatchObject({
      subjects: 'c1; c2',
      items: 'note-n1@3',
      fields: 'passages.text',
      flows: 'a v1 flow 2 from health',
      bases: '6(1)(e) 9(2)(g) ca2004-s11',
      purpose: '',
    });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the sting out of %j', (text) => {
    expect(parsed(`${csvCell(text)}\r\n`)).toEqual([[`'${text}`]]);
  });

  it('is read back as it was written, whatever the cells hold, and no cell begins a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (worker) => {
        const [cells] = parsed(csvLine({ ...row, worker }));
        const [, cell] = [cells, cells![6]!];
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect([worker, `'${worker}`]).toContain(cell);
      }),
    );
  });

  it('is one object a line in JSON Lines', () => {
    expect(jsonLine({ ...row, worker: 'a\nb' }).split('\n')).toHaveLength(2);
    expect(JSON.parse(jsonLine(row))).toEqual(row);
  });
});
