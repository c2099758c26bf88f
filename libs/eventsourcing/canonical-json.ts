import { EventStoreError } from './event-store.js';

/** Deeper than any record of ours; a value that contains itself is deeper still. */
const DEEPEST = 100;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** An object or list literal, from whatever realm: its prototype, if it has one, is the last of its chain. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const reject = (what: string): never => {
  throw new EventStoreError('not-serialisable', `${what} has no place in JSON`);
};

/** ASCII without anything to escape: most texts of ours, and told apart quickly. */
const PLAIN = /^[ !#-[\]-~]*$/;

const textOf = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  return LONE_SURROGATE.test(text) ? reject('half of a surrogate pair') : JSON.stringify(text);
};

const listOf = (items: readonly unknown[], depth: number): string => {
  let text = '';
  // By index, so that a hole is met as the undefined that it reads as.
  for (let index = 0; index < items.length; index += 1)
    text += `${index === 0 ? '' : ','}${write(items[index], depth)}`;
  return `[${text}]`;
};

const objectOf = (value: object, depth: number): string => {
  if (depth > DEEPEST) return reject('a value that contains itself, or is nested too deeply,');
  if (Array.isArray(value)) return listOf(value, depth + 1);
  if (!isPlain(value)) return reject('an object of a class');
  let text = '';
  for (const key of Object.keys(value).sort())
    text += `${text && ','}${textOf(key)}:${write((value as Record<string, unknown>)[key], depth + 1)}`;
  return `{${text}}`;
};

const numberOf = (value: number): string =>
  Number.isFinite(value) ? JSON.stringify(value) : reject('a number that is not finite');

const write = (value: unknown, depth: number): string => {
  switch (typeof value) {
    case 'string':
      return textOf(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectOf(value, depth);
    default:
      return reject(typeof value);
  }
};

/** Not to be written by `JSON.stringify`: its keys cannot be put in order, or would not be read as keys. */
const UNARRANGED = Symbol('unarranged');

const inOrder = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index += 1)
    if ((keys[index - 1] as string) > (keys[index] as string)) return false;
  return true;
};

const arrangedList = (items: readonly unknown[], depth: number): unknown => {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const arranged = arrange(items[index], depth);
    if (arranged === UNARRANGED) return UNARRANGED;
    if (arranged !== items[index]) (copy ??= [...items])[index] = arranged;
  }
  return copy ?? items;
};

type Plain = Record<string, unknown>;

const firstOf = (value: Plain, keys: readonly string[]): Plain => {
  const copy: Plain = {};
  for (const key of keys) copy[key] = value[key];
  return copy;
};

/** Keys that look like an index come first whatever is done, and one name is not set as others are. */
const keptOrder = (copy: Plain, keys: readonly string[]): boolean =>
  inOrder(Object.keys(copy)) && !keys.includes('__proto__');

/** Goes through keys in order; copies from the first value on that had to be arranged, or into the copy begun already. */
const arrangedValues = (value: Plain, keys: readonly string[], depth: number, begun: Plain | undefined): unknown => {
  let copy = begun;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    const arranged = arrange(value[key], depth);
    if (arranged === UNARRANGED) return UNARRANGED;
    if (arranged !== value[key]) copy ??= firstOf(value, keys.slice(0, index));
    if (copy !== undefined) copy[key] = arranged;
  }
  return copy ?? value;
};

const arrangedObject = (value: Plain, depth: number): unknown => {
  const keys = Object.keys(value);
  const copy = inOrder(keys) ? undefined : {};
  if (copy) keys.sort();
  const arranged = arrangedValues(value, keys, depth, copy);
  if (arranged === value || arranged === UNARRANGED) return arranged;
  return keptOrder(arranged as Plain, keys) ? arranged : UNARRANGED;
};

const arrangedOf = (value: object, depth: number): unknown => {
  if (depth > DEEPEST) return UNARRANGED;
  if (Array.isArray(value)) return arrangedList(value, depth + 1);
  return isPlain(value) ? arrangedObject(value as Plain, depth + 1) : UNARRANGED;
};

/** The value with all its keys in order: itself where they are. Strict, as `write` is. */
const arrange = (value: unknown, depth: number): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : UNARRANGED;
    case 'object':
      return value === null ? value : arrangedOf(value, depth);
    default:
      return UNARRANGED;
  }
};

/** How `JSON.stringify` writes half of a surrogate pair. */
const HALF_A_PAIR = '\\ud';

/** Texts of values that last, made when first asked for. */
const texts = new WeakMap<object, string | undefined>();

/** Says of a value that it never changes any more, down to its last part: its canonical text is then made once. */
export const lasting = <T extends object>(value: T): T => {
  if (!texts.has(value)) texts.set(value, undefined);
  return value;
};

export const isLasting = (value: unknown): boolean => typeof value === 'object' && value !== null && texts.has(value);

const textOfAny = (value: unknown): string => {
  const arranged = arrange(value, 0);
  const text = arranged === UNARRANGED ? HALF_A_PAIR : JSON.stringify(arranged);
  return text.includes(HALF_A_PAIR) ? write(value, 0) : text;
};

const textOfLasting = (value: object): string => {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = textOfAny(value);
  texts.set(value, text);
  return text;
};

/** An object of which some values last; the others are written as always. */
const textAround = (value: Plain): string => {
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${textOf(key)}:${canonicalJson(value[key])}`);
  return `{${parts.join(',')}}`;
};

const isListOfLasting = (value: unknown): value is readonly unknown[] => Array.isArray(value) && isLasting(value[0]);

const holdsLasting = (value: unknown): value is Plain =>
  typeof value === 'object' &&
  value !== null &&
  isPlain(value) &&
  Object.values(value).some((one) => isLasting(one) || isListOfLasting(one));

/**
 * A value as RFC 8785 canonical JSON: one text for one value, whatever the order of its keys.
 *
 * Strict, so that what is read back is what was written: anything that JSON would drop or change is `not-serialisable`.
 * Once the keys are in order, `JSON.stringify` writes just that; whatever it might write otherwise is written by hand.
 */
export const canonicalJson = (value: unknown): string => {
  if (isLasting(value)) return textOfLasting(value as object);
  if (isListOfLasting(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  return holdsLasting(value) ? textAround(value) : textOfAny(value);
};
