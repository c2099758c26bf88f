import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* eslint-disable @typescript-eslint/no-explicit-any -- an OpenAPI document is what a spec reads in it */
export type Schema = Record<string, any>;

export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly parameters: readonly { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }[];
  /** Missing: no body. */
  readonly body?: Schema;
  readonly raw: any;
}

export const document: any = JSON.parse(readFileSync(join(process.cwd(), 'openapi.json'), 'utf8'));

const resolved = (node: any): any =>
  node?.$ref
    ? resolved(
        node.$ref
          .slice(2)
          .split('/')
          .reduce((at: any, key: string) => at[key], document),
      )
    : node;

/** A schema without references and `allOf`. */
export const plain = (schema: Schema): Schema => {
  const { allOf, ...rest } = resolved(schema);
  return allOf ? { ...plain(allOf[0]), ...rest } : rest;
};

export const operations: readonly Operation[] = Object.entries<any>(document.paths).flatMap(([path, item]) =>
  Object.entries<any>(item).map(([method, raw]) => {
    const body = raw.requestBody?.content['application/json'].schema;
    return {
      id: raw.operationId,
      method: method as 'get' | 'post',
      path,
      parameters: (raw.parameters ?? []).map(resolved),
      ...(body && { body: plain(body) }),
      raw,
    };
  }),
);

/** A value that the schema allows, made of its examples. */
export const exampleOf = (schema: Schema): any => {
  const { type, example, items, properties = {}, required = [], minItems = 0, minProperties = 0 } = plain(schema);
  if (type === 'array') return Array.from({ length: Math.max(1, minItems) }, () => exampleOf(items));
  if (type !== 'object') return example;
  const wanted =
    required.length > 0 || minProperties === 0 ? required : Object.keys(properties).slice(0, minProperties);
  return Object.fromEntries(wanted.map((name: string) => [name, exampleOf(properties[name])]));
};

interface Forbidden {
  readonly why: string;
  readonly value: any;
}

const wrongType: Readonly<Record<string, any>> = {
  string: 7,
  integer: 'seven',
  number: 'x',
  boolean: 'yes',
  array: {},
  object: [],
};

const ofScalar = ({
  type,
  maxLength,
  enum: codes,
  pattern,
  format,
  minimum,
  maximum,
}: Schema): readonly Forbidden[] => [
  ...(type === 'string' && maxLength ? [{ why: 'too long', value: 'a'.repeat(maxLength + 1) }] : []),
  ...(type === 'string' && !codes ? [{ why: 'not of the pattern', value: pattern === '\\S' ? ' \n' : '\u0007' }] : []),
  ...(codes ? [{ why: 'not one of the codes', value: 'nonsense' }] : []),
  ...(format === 'date' ? [{ why: 'not a day', value: '2026-02-30' }] : []),
  ...(format === 'date-time' ? [{ why: 'not an instant', value: '2026-02-30T00:00:00.000Z' }] : []),
  ...(format === 'date-time' ? [{ why: 'not in UTC', value: '2026-02-03T00:00:00+01:00' }] : []),
  ...(format === 'uuid' ? [{ why: 'not a UUID', value: 'x'.repeat(36) }] : []),
  ...(minimum !== undefined ? [{ why: 'too small', value: minimum - 1 }] : []),
  ...(maximum !== undefined ? [{ why: 'too large', value: maximum + 1 }] : []),
  ...(type === 'integer' ? [{ why: 'not whole', value: 1.5 }] : []),
];

const ofList = ({ items, minItems = 0, maxItems }: Schema): readonly Forbidden[] => [
  ...(minItems > 0 ? [{ why: 'too few', value: [] }] : []),
  ...(maxItems ? [{ why: 'too many', value: Array.from({ length: maxItems + 1 }, () => exampleOf(items)) }] : []),
  { why: 'a list in a list', value: [[exampleOf(items)]] },
  ...forbiddenBy(items).map(({ why, value }) => ({ why: `one that is ${why}`, value: [value] })),
];

const ofObject = (schema: Schema): readonly Forbidden[] => {
  const { properties = {}, required = [], minProperties } = schema;
  const whole = exampleOf(schema);
  return [
    { why: 'with a field more', value: { ...whole, unheardOf: 1 } },
    ...(minProperties
      ? [{ why: 'with everything', value: exampleOf({ ...schema, required: Object.keys(properties) }) }]
      : []),
    ...(minProperties ? [{ why: 'with nothing', value: {} }] : []),
    ...required.map((name: string) => ({
      why: `without ${name}`,
      value: Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)),
    })),
    ...Object.entries<Schema>(properties).flatMap(([name, each]) =>
      forbiddenBy(each).map(({ why, value }) => ({ why: `${name} ${why}`, value: { ...whole, [name]: value } })),
    ),
  ];
};

/** Values that the schema forbids, each for one reason. */
export const forbiddenBy = (schema: Schema): readonly Forbidden[] => {
  const flat = plain(schema);
  const more = flat['type'] === 'array' ? ofList(flat) : flat['type'] === 'object' ? ofObject(flat) : ofScalar(flat);
  return [{ why: 'null', value: null }, { why: 'of the wrong type', value: wrongType[flat['type']] }, ...more];
};
