import { MARK, tokenFor, type World } from './kind.js';

/** Bytes that are hardly a request at all, and the status of the first answer to them. */
export type Garbage = readonly [name: string, bytes: (world: World) => string | Buffer, status: number];

const BODY = `{"name":"${MARK}"}`;

const lines =
  (first: string, headers: readonly string[], body = '') =>
  (world: World): string =>
    [first, ...headers, `authorization: Bearer ${tokenFor(world)}`, '', body].join('\r\n');

const sending = (headers: readonly string[], body = BODY) =>
  lines('POST /v1/people HTTP/1.1', ['host: hub', 'content-type: application/json', ...headers], body);

/** What two servers in a row might read differently, and what no server should read at all. */
export const GARBAGE: readonly Garbage[] = [
  ['no request', () => `${MARK}\r\n\r\n`, 400],
  ['a request of another protocol', () => `\x16\x03\x01\x02\x00${MARK}\r\n\r\n`, 400],
  ['the beginning of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a method that nobody knows', lines(`${MARK.toUpperCase()} /v1/people HTTP/1.1`, ['host: hub']), 400],
  ['a version that nobody knows', lines(`GET /v1/${MARK} HTTP/9.9`, ['host: hub']), 400],
  [
    'a length and chunks',
    sending(['content-length: 4', 'transfer-encoding: chunked'], `0\r\n\r\nGET /v1/${MARK} HTTP/1.1\r\n\r\n`),
    400,
  ],
  ['two lengths', sending(['content-length: 4', `content-length: ${BODY.length}`]), 400],
  ['a negative length', sending(['content-length: -1']), 400],
  ['a length that is a word', sending([`content-length: ${MARK}`]), 400],
  ['chunks in disguise', sending(['transfer-encoding: xchunked'], `0\r\n\r\n${MARK}`), 400],
  ['chunks of no size', sending(['transfer-encoding: chunked'], `${MARK}\r\n`), 400],
  ['a request to no host', lines(`GET /v1/${MARK} HTTP/1.1`, []), 400],
  ['a command to no host', lines('POST /v1/people HTTP/1.1', [`content-length: ${BODY.length}`], BODY), 400],
  ['a request to two hosts', lines('GET /v1/agencies HTTP/1.1', ['host: hub', `host: ${MARK}`]), 400],
  ['a blank before the colon', sending([`content-length : ${BODY.length}`]), 400],
  ['a header without a colon', sending([`x-${MARK}`]), 400],
  ['a header with NUL in it', sending([`x-name: ${MARK}\0`]), 400],
  ['a header that breaks the line', sending([`x-name: a\n ${MARK}`]), 400],
];
