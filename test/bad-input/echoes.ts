import { MARK, type Sent } from './kind.js';

/** Shorter ones stand in any text by chance. */
const SHORTEST = 5;
const OURS = /^(authorization|idempotency-key|if-match|concord-|x-|origin)/;

const decodedOnce = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const inAddress = (path: string): readonly string[] => {
  const parts = path.split(/[/?&=]/).filter((part) => part.length > 0);
  return parts.flatMap((part) => [part, decodedOnce(part)]);
};

const inHeaders = (headers: Sent['headers']): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => OURS.test(name))
    .flatMap(([, value]) => value)
    .map((value) => value.replace(/^Bearer /, ''));

const inBody = (body: Sent['body'] = ''): readonly string[] =>
  [...body.toString().matchAll(/"((?:[^"\\]|\\.)*)"|(-?[\d.eE+]+)/g)].map(([, text, number]) => text ?? number ?? '');

/** Every text of a request that is the caller's own: whatever does not stand in the published document as well. */
export const ownTextsOf = ({ path, headers, body }: Sent, document: string): readonly string[] =>
  [...new Set([MARK, ...inAddress(path), ...inHeaders(headers), ...inBody(body)])].filter(
    (text) => text.length >= SHORTEST && !document.includes(text),
  );

/** Those of the texts that are found, in whatever case. */
export const foundIn = (haystack: string, texts: Iterable<string>): readonly string[] => {
  const lower = haystack.toLowerCase();
  return [...texts].filter((text) => lower.includes(text.toLowerCase()));
};
