import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import {
  dataExamplesOf,
  DATA_SCHEMAS,
  ENVELOPE_SCHEMA,
  exampleOf,
  MESSAGE_TYPES,
  schemaPathOf,
  type JsonSchema,
  type MessageType,
} from './index.js';

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
ajvFormats.default(ajv);
const allows = (schema: JsonSchema, value: unknown): boolean => ajv.validate(schema, value);

const types = Object.keys(MESSAGE_TYPES) as MessageType[];
const signedExample = (type: MessageType) => ({ ...exampleOf(type), jws: 'e30..c2ln' });
const note: object = signedExample('org.concord.note.shared.v1');

const page = readFileSync(join(import.meta.dirname, '../../docs/partners/messages.md'), 'utf8');
const cellsOf = (line: string): string[] => line.split('|').map((cell) => cell.trim());
const words = (cell: string): string[] => [...cell.matchAll(/`([a-z]+)`/g)].map(([, word]) => word!);
const tableAfter = (heading: string): string[][] =>
  page
    .slice(page.indexOf(heading))
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map(cellsOf);

describe.each(types)('the schema of %s', (type) => {
  it('allows its examples, and a field that nobody knows yet', () => {
    for (const data of dataExamplesOf(type)) {
      expect(allows(DATA_SCHEMAS[type], data)).toBe(true);
      expect(allows(DATA_SCHEMAS[type], { ...data, later: 1 })).toBe(true);
    }
    expect(allows(ENVELOPE_SCHEMA, { ...signedExample(type), later: 'yes' })).toBe(true);
  });

  it('asks for every field that it calls required', () => {
    for (const field of DATA_SCHEMAS[type].required ?? []) {
      const { [field]: _, ...rest } = dataExamplesOf(type)[0] as object as Record<string, unknown>;
      expect(allows(DATA_SCHEMAS[type], rest)).toBe(false);
    }
  });

  it('describes each field and shows what it may look like', () => {
    for (const [name, field] of Object.entries(DATA_SCHEMAS[type].properties ?? {})) {
      expect([name, field]).toEqual([
        name,
        expect.objectContaining({ description: expect.any(String), examples: expect.any(Array) }),
      ]);
    }
    expect(schemaPathOf(type)).toMatch(/^\/schemas\/[a-z]+\.[a-z]+\.v\d+(\.\d+)?\.json$/);
  });
});

describe('the schema of every message', () => {
  it('asks for what every message has', () => {
    for (const attribute of [...ENVELOPE_SCHEMA.required, 'sequence', 'previous', 'data', 'dataschema']) {
      const { [attribute]: _, ...rest } = note as Record<string, unknown>;
      expect([attribute, allows(ENVELOPE_SCHEMA, rest)]).toEqual([attribute, false]);
    }
  });

  it('allows a void message nothing but its place', () => {
    const {
      data: _,
      datacontenttype: _c,
      dataschema: _s,
      dataref,
      agreement: _a,
      flow: _f,
      purpose: _p,
      ...rest
    } = note as Record<string, unknown>;
    const empty = { ...rest, void: true };
    expect(allows(ENVELOPE_SCHEMA, empty)).toBe(true);
    expect(allows(ENVELOPE_SCHEMA, { ...empty, dataref })).toBe(false);
    expect(allows(ENVELOPE_SCHEMA, { ...note, void: true })).toBe(false);
  });

  it('gives a heartbeat no place', () => {
    const beat = signedExample('org.concord.subscription.heartbeat.v1');
    expect(allows(ENVELOPE_SCHEMA, { ...beat, sequence: 1, previous: 0 })).toBe(false);
  });

  it('allows instants in UTC alone, and a type that nobody knows yet', () => {
    expect(allows(ENVELOPE_SCHEMA, { ...note, time: '2026-06-30T09:12:00.000+01:00' })).toBe(false);
    expect(allows(ENVELOPE_SCHEMA, { ...note, type: 'org.concord.referral.made.v1' })).toBe(true);
  });
});

describe('docs/partners/messages.md', () => {
  it('names the attributes that the schema describes, and no other', () => {
    const named = tableAfter('## The envelope').flatMap(([, cell]) => words(cell!));
    expect([...named, 'specversion', 'data'].sort()).toEqual(Object.keys(ENVELOPE_SCHEMA.properties).sort());
  });

  it('names each type with the fields that its schema has', () => {
    const told = new Map<string, string[]>();
    for (const [, cell, , fields] of tableAfter('## Types')) {
      const [first, ...more] = [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
      const stem = first!.split('.').slice(0, -2).join('.');
      const own = words(fields!).filter((word) => word !== 'instead');
      const all = fields!.includes('instead') ? own : ['reference', 'validfrom', ...own];
      for (const name of [first!, ...more.map((rest) => rest.replace('…', `${stem}.`))]) told.set(name, all);
    }
    expect(Object.fromEntries([...told].map(([type, fields]) => [type, fields.sort()]))).toEqual(
      Object.fromEntries(types.map((type) => [type, Object.keys(DATA_SCHEMAS[type].properties ?? {}).sort()])),
    );
  });
});
