import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Ground } from '@hub/sharing';
import { defined } from '../defined.js';
import { problem } from '../problems/problem.js';

export const faulty = (name: string, detail: string): never => {
  throw problem('request/header-not-valid', { errors: [{ pointer: name, code: 'request/header-not-valid', detail }] });
};

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A header with one value, or `undefined`. */
export const header = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? faulty(name, 'is given once') : value;
};

const token = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = header(headers, name);
  if (value === undefined || /^[\w.:/-]{1,200}$/.test(value)) return value;
  return faulty(name, 'is a code of at most 200 letters, digits and . _ : / -');
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return faulty('concord-ground-words', 'is UTF-8, percent-encoded');
  }
};

const wordsIn = (headers: IncomingHttpHeaders): string | undefined => {
  const value = header(headers, 'concord-ground-words');
  if (value === undefined) return undefined;
  const words = decoded(value);
  const proper = words.trim().length > 0 && words.length <= 2000 && !/[\p{Surrogate}\u0000]/u.test(words);
  return proper ? words : faulty('concord-ground-words', 'is a text of at most 2000 characters');
};

const informUnsafeIn = (headers: IncomingHttpHeaders): boolean => {
  const stated = header(headers, 'concord-inform-unsafe') ?? 'false';
  return stated === 'true' || (stated !== 'false' && faulty('concord-inform-unsafe', 'is true or false'));
};

const KINDS = ['enquiry', 'referral', 'typed'] as const;

/** A ground with what is said of it: somebody's case, or words about them. */
export type StatedGround = Ground & { readonly words?: string; readonly reference?: string };

/** The ground for safeguarding that a request states in its headers. */
export const groundIn = (headers: IncomingHttpHeaders): StatedGround | undefined => {
  const stated = header(headers, 'concord-ground');
  if (stated === undefined) return undefined;
  const kind = KINDS.find((each) => each === stated) ?? faulty('concord-ground', 'is enquiry, referral or typed');
  return {
    kind,
    ...defined({
      reference: token(headers, 'concord-ground-reference'),
      words: wordsIn(headers),
      informUnsafe: informUnsafeIn(headers) ? true : undefined,
    }),
  };
};

export const gatewayIn = (headers: IncomingHttpHeaders): string | undefined => token(headers, 'concord-gateway');
export const overrideIn = (headers: IncomingHttpHeaders): string | undefined => token(headers, 'concord-override');

/** `Idempotency-Key`; the caller has to choose it, so that a repeat can be told from another command. */
export const keyIn = (headers: IncomingHttpHeaders): string => {
  const key = header(headers, 'idempotency-key');
  if (key === undefined || !UUID.test(key)) throw problem('request/key-missing');
  return key;
};

/** `If-Match` as the revision that it names. */
export const revisionIn = (headers: IncomingHttpHeaders): number | undefined => {
  const value = header(headers, 'if-match');
  if (value === undefined) return undefined;
  const [, revision] = /^"(\d{1,15})"$/.exec(value) ?? [];
  return revision === undefined ? faulty('if-match', 'is one revision in quotes, for example "7"') : Number(revision);
};

/** The token of `Authorization: Bearer`. Of several, Node drops all but the first in silence; a proxy may have taken another. */
export const bearerIn = ({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | undefined => {
  const given = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'authorization');
  if (given.length > 1) return faulty('authorization', 'is given once');
  return /^Bearer +([\w.~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];
};

const TAG = '(?:W/)?"[!#-~]*"';
const TAGS = new RegExp(`^${TAG}(?: ?, ?${TAG})*$`);

/** Tags of answers that the caller has already: `If-None-Match` (RFC 9110), where a weak one counts as the other. */
export const tagsIn = (headers: IncomingHttpHeaders): readonly string[] => {
  const value = header(headers, 'if-none-match');
  if (value === undefined) return [];
  if (value.length > 1000 || !TAGS.test(value)) return faulty('if-none-match', 'is a list of tags in quotes');
  return value.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
};
