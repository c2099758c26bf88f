import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { headingOf } from './heading.js';
import { mappingOf, type Mapping } from './mapping.js';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const shipped = ['csc', 'education'].map(
  (name) => JSON.parse(textOf(`../../../test/import/${name}.mapping.json`)) as object,
);

const date = { column: 'Since', format: 'yyyy-MM-dd' };
const least = {
  id: '5f0c9d3e-8a4b-4f17-9c26-b1d7e3a90c54',
  localId: 'Id',
  name: { given: 'First', family: 'Last' },
  involvement: { service: { text: 'Family support' }, from: date },
};
const address = { columns: ['Address'], from: date };

const faultsOf = (value: unknown): readonly string[] => {
  const mapping = mappingOf(value);
  return 'faults' in mapping ? mapping.faults.map(({ pointer, detail }) => `${pointer} ${detail}`) : [];
};

/** Things that are wrong by the schema, and where. */
const wrong: readonly [pointer: string, value: unknown][] = [
  ['', []],
  ['', 'text'],
  ['/id', { ...least, id: 'first-load' }],
  ['/localId', { ...least, localId: undefined }],
  ['/localId', { ...least, localId: '' }],
  ['/name/family', { ...least, name: { given: 'First' } }],
  ['/nmae', { ...least, nmae: {} }],
  ['/delimiter', { ...least, delimiter: ':' }],
  ['/identifiers', { ...least, identifiers: [] }],
  ['/identifiers/0/scheme', { ...least, identifiers: [{ column: 'Number', scheme: 'passport' }] }],
  ['/address/columns/0', { ...least, address: { ...address, columns: [1] } }],
  ['/address/postcode', { ...least, address: { ...address, postcode: {} } }],
  ['/address/postcode', { ...least, address: { ...address, postcode: { column: 'a', pattern: 'b' } } }],
  ['/involvement/role', { ...least, involvement: { ...least.involvement, role: 'a role' } }],
  ['/ignore/0/because', { ...least, ignore: [{ columns: ['Gender'] }] }],
];

describe('a mapping', () => {
  it('is what docs/import.md describes, as the two that are shipped are', () => {
    for (const mapping of [least, ...shipped]) expect(faultsOf(mapping)).toEqual([]);
  });

  it('is told everything that is wrong with it, by its place', () => {
    for (const [pointer, value] of wrong) {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(faultsOf(plain).map((fault) => fault.split(' ')[0])).toEqual([pointer]);
    }
    expect(faultsOf({ ...least, id: 'x', localId: '', more: 1 })).toHaveLength(3);
  });

  it('is judged as any checker of JSON Schema judges it', () => {
    const isMapping = new Ajv2020().compile(JSON.parse(textOf('./mapping.schema.json')) as object);
    const values = [least, ...shipped, { ...least, address }, ...wrong.map(([, value]) => value)];
    for (const value of values) {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(isMapping(plain)).toBe(faultsOf(plain).length === 0);
    }
  });

  it('makes sense besides', () => {
    const later = { ...least, dateOfBirth: { column: 'Born', format: 'dd/mm/yyyy' } };
    expect(faultsOf(later)).toEqual(['/dateOfBirth/format has to have yyyy, MM or M, and dd or d, each once']);
    expect(faultsOf({ ...least, address: { ...address, postcode: { pattern: '(' } } })).toEqual([
      '/address/postcode/pattern is not a regular expression',
    ]);
    expect(faultsOf({ ...least, ignore: [{ columns: ['Since'], because: 'not needed' }] })).toEqual([
      '/ignore `Since` is read and ignored at once',
    ]);
  });
});

describe('a heading', () => {
  const mapping = { ...least, ignore: [{ columns: ['Gender', 'Phone'], because: 'not needed' }] } as Mapping;
  const wrongWith = (...fields: string[]) => headingOf(fields, mapping);

  it('has every column that is read, in any order; those that are ignored may be missing', () => {
    expect(wrongWith('Last', ' First ', 'Since', 'Gender', 'Id')).toEqual({
      columns: new Map([
        ['Last', 0],
        ['First', 1],
        ['Since', 2],
        ['Gender', 3],
        ['Id', 4],
      ]),
    });
    expect(wrongWith('Id', 'First', 'Last')).toEqual({
      wrong: 'the extract has no column `Since`, which the mapping reads',
    });
  });

  it('has no column that the mapping does not name, and none twice', () => {
    expect(wrongWith('Id', 'First', 'Last', 'Since', 'Notes', '')).toEqual({
      wrong: expect.stringContaining('does not name the columns `Notes`, ``') as string,
    });
    expect(wrongWith('Id', 'First', 'Last', 'Since', 'Id')).toEqual({
      wrong: 'the extract has more than one column `Id`',
    });
  });

  it('that is a person is not repeated', () => {
    expect(JSON.stringify(wrongWith('7190247', 'Martin', 'Taylor', '2018-01-01'))).not.toMatch(/7190247|Martin|Taylor/);
  });
});
