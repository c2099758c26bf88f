import { collected, inPieces } from '../testing/streams.js';
import { entriesIn, type Entry } from './extract.js';
import type { Mapping } from './mapping.js';
import type { Registration } from './registration.js';

const mapping: Mapping = {
  id: '5f0c9d3e-8a4b-4f17-9c26-b1d7e3a90c54',
  localId: 'Id',
  name: { given: 'First', family: 'Last', known: 'Known as' },
  dateOfBirth: { column: 'Born', format: 'dd/MM/yyyy' },
  identifiers: [{ column: 'NHS', scheme: 'nhs-number' }],
  address: {
    columns: ['Address'],
    postcode: { pattern: '[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}' },
    from: { column: 'Since', format: 'yyyy-MM-dd' },
  },
  involvement: {
    service: { column: 'Team' },
    role: 'social-worker',
    from: { column: 'Since', format: 'yyyy-MM-dd' },
    until: { column: 'Until', format: 'yyyy-MM-dd' },
    workers: { column: 'Workers', separator: ';' },
  },
};
const HEADING = 'Id,First,Last,Known as,Born,NHS,Address,Since,Until,Team,Workers';
const now = '2026-06-30T09:00:00.000Z';

const entries = (rows: readonly string[], by = mapping): Promise<readonly Entry[]> =>
  collected(entriesIn(inPieces(Buffer.from([HEADING, ...rows].join('\n'))), { mapping: by, now }));

const ADA = { id: '1', first: 'Ada', last: 'Example', known: '', born: '03/02/2016', nhs: '943 476 5919' };
const PLACE = {
  address: '"1 Example Street\nAberwen\nzz99 3vz"',
  since: '2026-01-05',
  until: '',
  team: 'North',
  workers: '',
};
const rowOf = (change: Partial<typeof ADA & typeof PLACE> = {}): string =>
  Object.values({ ...ADA, ...PLACE, ...change }).join(',');

const bodyOf = async (change: Parameters<typeof rowOf>[0], by = mapping): Promise<Registration | undefined> => {
  const [entry] = await entries([rowOf(change)], by);
  return entry && 'parcel' in entry ? (JSON.parse(entry.parcel.body) as Registration) : undefined;
};

const faultsOf = async (...rows: readonly string[]) =>
  (await entries(rows)).flatMap((entry) =>
    'faults' in entry ? entry.faults.map(({ code, column }) => [entry.line, code, ...(column ? [column] : [])]) : [],
  );

describe('a row', () => {
  it('is one registration', async () => {
    expect(await bodyOf({ known: 'Addie', until: '2026-02-01', workers: 'amal; bo' })).toEqual({
      name: { given: 'Ada', family: 'Example', known: 'Addie' },
      dateOfBirth: '2016-02-03',
      identifiers: [
        { scheme: 'local', value: '1' },
        { scheme: 'nhs-number', value: '943 476 5919' },
      ],
      addresses: [{ lines: ['1 Example Street', 'Aberwen'], postcode: 'zz99 3vz', from: '2026-01-05T00:00:00.000Z' }],
      involvement: {
        service: 'North',
        role: 'social-worker',
        workers: ['amal', 'bo'],
        from: '2026-01-05T00:00:00.000Z',
        until: '2026-02-02T00:00:00.000Z',
      },
      origin: 'imported',
    });
  });

  it('says nothing where a cell is empty', async () => {
    const body = await bodyOf({ last: ' ', born: '', nhs: '', address: '' });
    expect(body).not.toHaveProperty('dateOfBirth');
    expect(body).not.toHaveProperty('addresses');
    expect(body).toMatchObject({
      name: { family: '' },
      identifiers: [{ scheme: 'local' }],
      involvement: { workers: [] },
    });
  });

  it('keeps the last line where it is no postcode, or all there is', async () => {
    const lines = async (address: string) => (await bodyOf({ address }))?.addresses?.[0]?.lines;
    expect(await lines('"1 Example Street\nAberwen"')).toEqual(['1 Example Street', 'Aberwen']);
    expect(await lines('ZZ99 3VZ')).toEqual(['ZZ99 3VZ']);
  });

  it('may have its address in several columns', async () => {
    const columns: Mapping = {
      ...mapping,
      address: { columns: ['Address', 'Team'], postcode: { column: 'Known as' }, from: mapping.involvement.from },
    };
    const body = await bodyOf({ address: '1 Example Street', known: 'ZZ99 3VZ' }, columns);
    expect(body?.addresses).toMatchObject([{ lines: ['1 Example Street', 'North'], postcode: 'ZZ99 3VZ' }]);
  });
});

describe('a bad row is named by its line and the reason, and never by what it says', () => {
  it.each<[string, Parameters<typeof rowOf>[0], ...string[]]>([
    ['a date that is in no calendar', { born: '30/02/2016' }, 'people/date-of-birth-not-a-date'],
    ['a date of another format', { born: '2016-02-03' }, 'import/not-a-date', 'Born'],
    ['a date of birth to come', { born: '01/01/2027' }, 'people/date-of-birth-in-the-future'],
    ['a blank name', { first: ' ', last: '' }, 'people/name-blank'],
    ['a wrong check digit', { nhs: '943 476 5918' }, 'people/nhs-number-not-valid'],
    ['no local id', { id: ' ' }, 'import/local-id-missing', 'Id'],
    ['a NUL', { first: 'A\0da' }, 'import/control-character', 'First'],
    ['a line break in a name', { first: '"A\nda"' }, 'import/control-character', 'First'],
    ['a NUL in an address', { address: '"1\nExample\0"' }, 'import/control-character', 'Address'],
    ['a long name', { first: 'x'.repeat(201) }, 'import/too-long', 'First'],
    ['a long line', { address: 'x'.repeat(201) }, 'people/address-too-long'],
    ['no start', { since: '' }, 'import/date-missing', 'Since'],
    ['a start that is in no calendar', { since: '2026-02-30' }, 'import/not-a-date', 'Since'],
    ['an end before the start', { until: '2026-01-03' }, 'people/period-reversed'],
    ['no service', { team: '' }, 'people/service-missing'],
  ])('%s', async (_, change, ...fault) => {
    expect(await faultsOf(rowOf(change))).toEqual([[2, ...fault]]);
  });

  it('a column too many or too few', async () => {
    expect(await faultsOf(`${rowOf()},more`, 'one')).toEqual([
      [2, 'csv/columns'],
      [5, 'csv/columns'],
    ]);
  });

  it('the local id of an earlier row that is good', async () => {
    expect(await faultsOf(rowOf({ nhs: '1' }), rowOf(), rowOf({ first: 'Bo' }), rowOf())).toEqual([
      [2, 'people/nhs-number-not-valid'],
      [8, 'import/duplicate-local-id', 'Id'],
      [11, 'import/duplicate-local-id', 'Id'],
    ]);
  });

  it('with everything that is wrong with it', async () => {
    expect(await faultsOf(rowOf({ first: '\x07Ada', since: 'soon' }))).toEqual([
      [2, 'import/control-character', 'First'],
      [2, 'import/not-a-date', 'Since'],
    ]);
  });
});

describe('the key of a row', () => {
  const parcel = async (change: Parameters<typeof rowOf>[0], id = mapping.id) => {
    const [entry] = await entries([rowOf(change)], { ...mapping, id });
    if (!entry || !('parcel' in entry)) throw new Error('a bad row');
    return entry.parcel;
  };

  it('is that of its local id, whatever else it says; its mac tells the rest', async () => {
    const [first, again, changed] = [await parcel({}), await parcel({}), await parcel({ first: 'Bo' })];
    expect(again).toEqual(first);
    expect(changed.key).toBe(first.key);
    expect(changed.mac).not.toBe(first.mac);
    expect(first.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is another with another local id, or under another mapping', async () => {
    const keys = [
      await parcel({}),
      await parcel({ id: '2' }),
      await parcel({}, 'c2a87e16-3d5f-4b90-8e41-76f0d9ab2385'),
    ];
    expect(new Set(keys.map(({ key }) => key)).size).toBe(3);
  });
});
