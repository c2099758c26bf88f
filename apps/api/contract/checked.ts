import { problem, type Fault } from '@hub/platform';
import { type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { fieldsOf } from './field.js';
import { isFree, isList, isPart, type Scalar, type Schema } from './schema.js';

const STRICT = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
} as const;

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const unknownField = (pointer: string): Fault => ({
  // The name of an unknown field is the caller's text: only its place is told.
  pointer,
  code: 'request/field-unknown',
  detail: 'there is a field here that the document does not know',
});

const invalidField = (pointer: string, description = ''): Fault => ({
  pointer,
  code: 'request/field-not-valid',
  detail: `missing, or not what the document asks for: ${description}`,
});

const faultsOf = (errors: readonly ValidationError[], above: string): readonly Fault[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    if ('whitelistValidation' in constraints) return [unknownField(above)];
    const pointer = `${above}/${escaped(property)}`;
    const own = 'schema' in constraints ? [invalidField(pointer, constraints['schema'])] : [];
    return own.length > 0 ? own : faultsOf(children, pointer);
  });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything that a value breaks of what its class says. */
export const faultsIn = (type: new () => object, value: unknown): readonly Fault[] => {
  if (!isObject(value)) return [{ pointer: '', code: 'request/not-an-object', detail: 'a JSON object is expected' }];
  return faultsOf(validateSync(plainToInstance(type, value), STRICT), '');
};

const NUMBER = /^-?\d{1,15}$/;
const YES_OR_NO: Readonly<Record<string, boolean>> = { true: true, false: false };

const isOf = (schema: Schema, ...types: readonly Scalar['type'][]): boolean =>
  !isPart(schema) && !isList(schema) && !isFree(schema) && types.includes(schema.type);

/** Text of an address as what its class asks for; what is no number, and neither yes nor no, stays text. */
const plainOf = (schema: Schema, text: string): unknown => {
  if (isOf(schema, 'integer', 'number') && NUMBER.test(text)) return Number(text);
  return isOf(schema, 'boolean') && Object.hasOwn(YES_OR_NO, text) ? YES_OR_NO[text] : text;
};

/** A query as its class asks for it; what stays text where it should not fails the check. */
const readAs = (type: new () => object, query: Record<string, unknown>): Record<string, unknown> => {
  const fields = fieldsOf(type);
  // The guard has read the purpose already.
  const { purpose: _, ...asked } = query;
  const read = ([name, value]: [string, unknown]): [string, unknown] => {
    const schema = fields.get(name);
    return [name, schema && typeof value === 'string' ? plainOf(schema, value) : value];
  };
  return Object.fromEntries(Object.entries(asked).map(read));
};

/** Whether a class says what the value has to be; what is injected otherwise has none. */
const isDescribed = (metatype: ArgumentMetadata['metatype']): metatype is new () => object =>
  metatype !== undefined && metatype !== Object && metatype !== String;

/** Holds bodies, queries and parameters against the classes that describe them, and hands them on as plain data. */
export const checked: PipeTransform = {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (!isDescribed(metatype)) return value;
    const plain = type === 'query' && isObject(value) ? readAs(metatype, value) : value;
    const faults = faultsIn(metatype, plain);
    if (faults.length === 0) return plain;
    // What cannot be an id is the id of nothing.
    throw type === 'param' ? problem('request/not-found') : problem('request/not-valid', { errors: faults });
  },
};
