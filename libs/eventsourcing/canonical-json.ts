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

/**
 * A value as RFC 8785 canonical JSON: one text for one value, whatever the order of its keys.
 *
 * Strict, so that what is read back is what was written: anything that JSON would drop or change is `not-serialisable`.
 */
export const canonicalJson = (value: unknown): string => write(value, 0);
