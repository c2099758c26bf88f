import { EventStoreError, isLasting } from '@hub/eventsourcing';
import type { Confidential, Sealed } from '@hub/sharing';

export type Clear = Extract<Confidential<unknown>, { clear: unknown }>;
export type Closed = Extract<Confidential<unknown>, { sealed: unknown }>;

/** Confidential content, and where in its event it stands: a JSON pointer (RFC 6901). */
export interface Found<C> {
  readonly path: string;
  /** The same, step by step. */
  readonly keys: Keys;
  readonly value: C;
}

type Keys = readonly (string | number)[];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

/** Anything with `clear`: content without proper subjects is found too, so that it can be refused. */
export const isClear = (value: unknown): value is Clear => isRecord(value) && Object.hasOwn(value, 'clear');

const isSealed = (value: unknown): value is Sealed =>
  isRecord(value) && isText(value['iv']) && isText(value['box']) && isRecord(value['keys']);

export const isClosed = (value: unknown): value is Closed =>
  isRecord(value) && Array.isArray(value['subjects']) && isSealed(value['sealed']);

const isConfidential = (value: unknown): boolean => isClear(value) || isClosed(value);

const step = (path: string, key: string): string =>
  /[~/]/.test(key) ? `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` : `${path}/${key}`;

/** Deeper than any record of ours; a value that contains itself is deeper still. */
const DEEPEST = 100;

/** Values that last and hold nothing confidential. */
const clean = new WeakSet<object>();

/** `keys` lead to the data. Most of a large event holds nothing confidential, so its paths are not spelt out. */
const collect = (data: object, keys: (string | number)[], found: Found<unknown>[]): void => {
  if (keys.length > DEEPEST) throw new EventStoreError('not-serialisable', 'an event is nested too deeply');
  const within = (key: string | number, value: unknown): void => {
    if (typeof value !== 'object' || value === null || clean.has(value)) return;
    const before = found.length;
    keys.push(key);
    collect(value, keys, found);
    keys.pop();
    if (found.length === before && isLasting(value)) clean.add(value);
  };
  if (Array.isArray(data)) for (let index = 0; index < data.length; index += 1) within(index, data[index]);
  else if (isConfidential(data)) found.push({ path: keys.map(String).reduce(step, ''), keys: [...keys], value: data });
  else for (const key of Object.keys(data)) within(key, (data as Readonly<Record<string, unknown>>)[key]);
};

/** All confidential content of an event, clear or sealed, from the outside in; what is inside of it is its own affair. */
export const confidentialIn = (data: unknown): readonly Found<unknown>[] => {
  const found: Found<unknown>[] = [];
  if (typeof data === 'object' && data !== null) collect(data, [], found);
  return found;
};

const withOther = (data: unknown, keys: Keys, value: unknown, depth = 0): unknown => {
  const key = keys[depth];
  if (key === undefined) return value;
  if (Array.isArray(data))
    return (data as readonly unknown[]).map((one, index) =>
      index === key ? withOther(one, keys, value, depth + 1) : one,
    );
  const inner = (data as Readonly<Record<string, unknown>>)[key];
  return { ...(data as object), [key]: withOther(inner, keys, value, depth + 1) };
};

/** A copy of the data with other values in some places. Parts without any are shared with the original. */
export const replaceAll = (data: unknown, others: readonly Omit<Found<unknown>, 'path'>[]): unknown =>
  others.reduce<unknown>((replaced, { keys, value }) => withOther(replaced, keys, value), data);
