import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly [Schema];
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly example?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly additionalProperties?: boolean;
  readonly description?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, object>>;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Missing: no body. */
  readonly body?: Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const document = JSON.parse(readFileSync(join(process.cwd(), 'openapi.json'), 'utf8')) as Document;

/** What a reference refers to. */
const resolved = <T extends object>(node: T | { readonly $ref: string }): T => {
  if (!('$ref' in node)) return node;
  const found = node.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
  return resolved(found as T);
};

/** A schema without references and `allOf`. */
export const plain = (schema: Schema): Schema => {
  const { allOf, ...rest } = resolved<Schema>(schema);
  return allOf ? { ...plain(allOf[0]), ...rest } : rest;
};

const operationOf = (path: string, method: string, described: Described): Operation => {
  const body = described.requestBody?.content['application/json'].schema;
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    parameters: (described.parameters ?? []).map((each) => resolved<Parameter>(each)),
    ...(body && { body: plain(body) }),
  };
};

export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, described]) => operationOf(path, method, described)),
);

/** A value that the schema allows, made of its examples. */
export const exampleOf = (schema: Schema): unknown => {
  const { type, example, items = {}, properties = {}, required = [], minItems = 0, minProperties = 0 } = plain(schema);
  if (type === 'array') return Array.from({ length: Math.max(1, minItems) }, () => exampleOf(items));
  if (type !== 'object') return example;
  const wanted = required.length > 0 ? required : Object.keys(properties).slice(0, minProperties);
  return Object.fromEntries(wanted.map((name) => [name, exampleOf(properties[name] ?? {})]));
};

export interface Forbidden {
  readonly why: string;
  readonly value: unknown;
}

const because = (why: string, value: unknown): Forbidden => ({ why, value });

const ofText = ({ maxLength, enum: codes, pattern, format }: Schema): readonly Forbidden[] => [
  ...(maxLength === undefined ? [] : [because('too long', 'a'.repeat(maxLength + 1))]),
  ...(codes ? [because('not one of the codes', 'nonsense')] : []),
  ...(codes ? [] : [because('not of the pattern', pattern === '\\S' ? ' \n' : '\u0007')]),
  ...(format === 'date' ? [because('not a day', '2026-02-30')] : []),
  ...(format === 'date-time' ? [because('not an instant', '2026-02-30T00:00:00.000Z')] : []),
  ...(format === 'date-time' ? [because('not in UTC', '2026-02-03T00:00:00+01:00')] : []),
  ...(format === 'uuid' ? [because('not a UUID', 'x'.repeat(36))] : []),
];

const ofNumber = ({ type, minimum, maximum }: Schema): readonly Forbidden[] => [
  ...(minimum === undefined ? [] : [because('too small', minimum - 1)]),
  ...(maximum === undefined ? [] : [because('too large', maximum + 1)]),
  ...(type === 'integer' ? [because('not whole', 1.5)] : []),
];

const ofList = ({ items = {}, minItems = 0, maxItems = 0 }: Schema): readonly Forbidden[] => [
  ...(minItems > 0 ? [because('too few', [])] : []),
  because(
    'too many',
    Array.from({ length: maxItems + 1 }, () => exampleOf(items)),
  ),
  because('a list in a list', [[exampleOf(items)]]),
  ...forbiddenBy(items).map(({ why, value }) => because(`one that is ${why}`, [value])),
];

const ofObject = (schema: Schema): readonly Forbidden[] => {
  const { properties = {}, required = [], minProperties } = schema;
  const whole = exampleOf(schema) as Record<string, unknown>;
  const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
  const everything = exampleOf({ ...schema, required: Object.keys(properties) });
  return [
    because('with a field more', { ...whole, unheardOf: 1 }),
    ...(minProperties === undefined ? [] : [because('with everything', everything), because('with nothing', {})]),
    ...required.map((name) => because(`without ${name}`, without(name))),
    ...Object.entries(properties).flatMap(([name, each]) =>
      forbiddenBy(each).map(({ why, value }) => because(`${name} ${why}`, { ...whole, [name]: value })),
    ),
  ];
};

const OF_TYPE = {
  string: { wrong: 7, more: ofText },
  integer: { wrong: 'seven', more: ofNumber },
  number: { wrong: 'seven', more: ofNumber },
  boolean: { wrong: 'yes', more: () => [] },
  array: { wrong: {}, more: ofList },
  object: { wrong: [], more: ofObject },
} as const;

/** Values that the schema forbids, each for one reason. */
export const forbiddenBy = (schema: Schema): readonly Forbidden[] => {
  const flat = plain(schema);
  const { wrong, more } = OF_TYPE[flat.type ?? 'object'];
  return [because('null', null), because('of the wrong type', wrong), ...more(flat)];
};
