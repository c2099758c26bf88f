import { isUtf8 } from 'node:buffer';
import { problem, type ProblemCode } from '../problems/problem.js';
import { tokensOf, type Token } from './tokens.js';

/** Deeper than any body of the document. */
const DEEPEST = 16;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const BYTE_ORDER_MARK = '\uFEFF';

/** Where the reader is: for each open object the keys seen so far, for each open list nothing. */
interface Place {
  readonly open: (Set<string> | undefined)[];
  /** The next string is a key. */
  keyNext: boolean;
}

const refuse = (code: ProblemCode): never => {
  throw problem(code);
};

const textOf = (token: string): string => {
  // Without an escape the text is what stands there, and valid UTF-8 has neither NUL (JSON forbids it raw) nor half a pair.
  if (!token.includes('\\')) return token.slice(1, -1);
  const text = JSON.parse(token) as string;
  return text.includes('\u0000') || /\p{Surrogate}/u.test(text) ? refuse('request/body-forbidden-character') : text;
};

const checkKey = (key: string, place: Place): void => {
  const keys = place.open.at(-1);
  if (FORBIDDEN_KEYS.has(key)) refuse('request/body-forbidden-key');
  if (keys?.has(key)) refuse('request/body-duplicate-key');
  keys?.add(key);
  place.keyNext = false;
};

const checkString = (token: string, place: Place): void => {
  const text = textOf(token);
  if (place.keyNext) checkKey(text, place);
};

const checkNumber = (token: string): void => {
  if (!/^-?\d/.test(token)) return;
  const value = Number(token);
  const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (!exact) refuse('request/body-number-out-of-range');
};

const enter = (place: Place, keys: Set<string> | undefined): void => {
  place.open.push(keys);
  place.keyNext = keys !== undefined;
  if (place.open.length > DEEPEST) refuse('request/body-too-deep');
};

const move = (mark: string, place: Place): void => {
  if (mark === '{') enter(place, new Set());
  else if (mark === '[') enter(place, undefined);
  else if (mark === ',') place.keyNext = place.open.at(-1) !== undefined;
  else if (mark !== ':') {
    place.open.pop();
    place.keyNext = false;
  }
};

const check = ({ kind, text }: Token, place: Place): void => {
  if (kind === 'mark') move(text, place);
  else if (kind === 'string') checkString(text, place);
  else checkNumber(text);
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // Its message quotes the body.
    return refuse('request/body-not-json');
  }
};

/**
 * A body as a plain object, or the problem with it.
 *
 * Looks at the bytes before anything else does: libraries that come later drop some keys in silence, take the last of two
 * that are the same, and round numbers.
 */
export const strictJson = (bytes: Buffer): Record<string, unknown> => {
  if (bytes.length === 0) return refuse('request/body-missing');
  if (!isUtf8(bytes)) return refuse('request/body-not-json');
  const json = bytes.toString('utf8');
  if (json.startsWith(BYTE_ORDER_MARK)) return refuse('request/body-not-json');
  const value = parsed(json);
  const place: Place = { open: [], keyNext: false };
  for (const token of tokensOf(json)) check(token, place);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('request/body-not-an-object');
  return value as Record<string, unknown>;
};
