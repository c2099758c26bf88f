import { isFree, isList, isPart, type List, type Part, type Scalar, type Schema } from './schema.js';

/** A day or an instant that is in the calendar, not merely written like one. */
const inCalendar = (value: string): boolean => {
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
};

const within = (size: number, least = 0, most = Infinity): boolean => size >= least && size <= most;

/** JSON schema counts code points. */
const lengthOf = (value: string): number => Array.from(value).length;

const matches = (value: string, pattern = ''): boolean => new RegExp(pattern, 'u').test(value);

const isString = ({ minLength, maxLength, pattern, format = 'uuid', ...schema }: Scalar, value: string): boolean =>
  within(lengthOf(value), minLength, maxLength) &&
  (schema.enum?.includes(value) ?? true) &&
  matches(value, pattern) &&
  (format === 'uuid' || inCalendar(value));

const isNumber = (schema: Scalar, value: number): boolean =>
  Number.isFinite(value) &&
  (schema.type !== 'integer' || Number.isSafeInteger(value)) &&
  within(value, schema.minimum, schema.maximum);

const isScalar = (schema: Scalar, value: unknown): boolean => {
  if (typeof value === 'string') return schema.type === 'string' && isString(schema, value);
  if (typeof value === 'number')
    return (schema.type === 'integer' || schema.type === 'number') && isNumber(schema, value);
  return typeof value === 'boolean' && schema.type === 'boolean';
};

/** The shell of a part; its fields are checked by the class that describes them. */
const isShell = ({ exactlyOne }: Part, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  (!exactlyOne || Object.keys(value).length === 1);

const isListOf = ({ items, minItems, maxItems }: List, value: unknown): boolean =>
  Array.isArray(value) && within(value.length, minItems, maxItems) && value.every((each) => conforms(items, each));

/** Whether a value is what the schema says. */
export const conforms = (schema: Schema, value: unknown): boolean => {
  if (isFree(schema)) return true;
  if (isList(schema)) return isListOf(schema, value);
  return isPart(schema) ? isShell(schema, value) : isScalar(schema, value);
};
