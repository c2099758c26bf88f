import { randomUUID } from 'node:crypto';
import { get, MARK, person, post, type Kind, type Sent, type World } from './kind.js';

const NOT_FOUND = 'request/not-found';
const NOT_VALID = 'request/not-valid';
const CURSOR = 'request/cursor-not-valid';

/** A person's view by an id as it stands in the address. */
const view = (id: string) => get(`/v1/people/${id}/view?purpose=early-help`);
const purpose = (query: string) => get(({ ids }) => `/v1/people/${ids.child}/view${query}`);
const caseload = (query: string | ((world: World) => string)) =>
  get((world) => `/v1/caseload?purpose=early-help&${typeof query === 'string' ? query : query(world)}`);

const method =
  (name: string, path: string) =>
  (world: World): Sent => ({ ...post(path, person)(world), method: name });

const flipped = (cursor: string): string => `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`;
/** A cursor that says something else under the seal of this one. */
const forged = (cursor: string): string => {
  const sealed = Buffer.from(cursor, 'base64url');
  const said = Buffer.from(JSON.stringify([4_102_444_800, MARK]));
  return Buffer.concat([sealed.subarray(0, 12), said, sealed.subarray(-16)]).toString('base64url');
};

/** What stands in the request line: ids, queries, cursors, methods and routes. */
export const ADDRESSES: readonly Kind[] = [
  ['an id that is a word', view(MARK), 404, NOT_FOUND],
  ['an id that is a number', view('4711'), 404, NOT_FOUND],
  ['an id that is null', view('null'), 404, NOT_FOUND],
  ['an id that is a path', view('..%2F..%2Fetc%2Fpasswd'), 404, NOT_FOUND],
  ['an id that is a path, packed twice', view('%252e%252e%252fetc'), 404, NOT_FOUND],
  ['an id that is SQL', view(`${MARK}'%20or%201%3D1--`), 404, NOT_FOUND],
  ['an id that is a pattern', view('%25'), 404, NOT_FOUND],
  ['an id with NUL in it', view(`${randomUUID()}%00`), 404, NOT_FOUND],
  ['an id with a line break in it', view(`${randomUUID()}%0D%0Ax-evil:%201`), 404, NOT_FOUND],
  ['an id in capitals', view(randomUUID().toUpperCase()), 404, NOT_FOUND],
  ['an id in braces', view(`%7B${randomUUID()}%7D`), 404, NOT_FOUND],
  ['an id with a blank behind it', view(`${randomUUID()}%20`), 404, NOT_FOUND],
  ['an id that is too long', view(`${randomUUID()}${MARK.repeat(10)}`), 400],
  ['an id of four thousand characters', view('a'.repeat(4000)), 400],
  ['an id in other digits', view(randomUUID().replaceAll(/[0-9]/g, '%D9%A1')), 404, NOT_FOUND],
  ['an id with a character nobody sees', view(`${randomUUID().slice(0, 35)}%E2%80%8B`), 404, NOT_FOUND],
  ['an id that does not decode', view('%zz'), 400],
  ['an id in bytes that are not UTF-8', view('%ff%fe'), 400],
  ['an empty id', view(''), 404, NOT_FOUND],
  [
    'a command about nobody (the nil UUID)',
    post('/v1/people/00000000-0000-0000-0000-000000000000/names', { name: person.name }),
    404,
    NOT_FOUND,
  ],
  ['a command about a word', post(`/v1/people/${MARK}/names`, { name: person.name }), 404, NOT_FOUND],
  [
    'a command about an agency that is a path',
    post('/v1/agencies/..%2Fschool/clients', { clientId: MARK }, { as: ['partnership', 'administrator'] }),
    404,
    NOT_FOUND,
  ],
  ['an entry of the trail that is a word', get(`/v1/disclosures/${MARK}`, { as: ['school', 'ig'] }), 404, NOT_FOUND],

  ['no purpose', purpose(''), 403, 'request/purpose-missing'],
  ['an empty purpose', purpose('?purpose='), 400, 'request/purpose-unknown'],
  ['a purpose that nobody knows', purpose(`?purpose=${MARK}`), 400, 'request/purpose-unknown'],
  ['a purpose that every object has', purpose('?purpose=constructor'), 400, 'request/purpose-unknown'],
  ['a purpose in another case', purpose('?purpose=Early-Help'), 400, 'request/purpose-unknown'],
  ['two purposes', purpose('?purpose=early-help&purpose=safeguarding'), 400, 'request/purpose-unknown'],
  ['a list of purposes', purpose('?purpose[]=early-help'), 403, 'request/purpose-missing'],
  ['two purposes in one', purpose('?purpose=early-help,safeguarding'), 400, 'request/purpose-unknown'],
  ['a purpose with a character nobody sees', purpose('?purpose=early%E2%80%8B-help'), 400, 'request/purpose-unknown'],

  ['a list of no entries', caseload('limit=0'), 400, NOT_VALID],
  ['a list of minus one', caseload('limit=-1'), 400, NOT_VALID],
  ['a list of too many', caseload('limit=201'), 400, NOT_VALID],
  ['a list of one and a half', caseload('limit=1.5'), 400, NOT_VALID],
  ['a list of 1e2', caseload('limit=1e2'), 400, NOT_VALID],
  ['a list of a word', caseload(`limit=${MARK}`), 400, NOT_VALID],
  ['a list of twenty digits', caseload('limit=99999999999999999999'), 400, NOT_VALID],
  ['two lengths of a list', caseload('limit=1&limit=2'), 400, NOT_VALID],
  ['a query that nobody knows', caseload(`${MARK}=1`), 400, NOT_VALID],
  ['a query that reaches for the prototype', caseload(`__proto__[limit]=${MARK}`), 400, NOT_VALID],
  ['a cursor that is a word', caseload(`after=${MARK}`), 400, CURSOR],
  ['a cursor that is empty', caseload('after='), 400],
  ['a cursor that was altered', caseload(({ cursors }) => `after=${flipped(cursors.own)}`), 400, CURSOR],
  ['a cursor that says something else', caseload(({ cursors }) => `after=${forged(cursors.own)}`), 400, CURSOR],
  ['a cursor of another agency', caseload(({ cursors }) => `after=${cursors.ofHealth}`), 400, CURSOR],
  ['a cursor of a colleague', caseload(({ cursors }) => `after=${cursors.ofColleague}`), 400, CURSOR],
  [
    'a cursor of another list',
    get(({ cursors, ids }) => `/v1/people/${ids.child}/view?purpose=early-help&after=${cursors.own}`),
    400,
    CURSOR,
  ],
  [
    'a cursor of another filter',
    get(
      ({ cursors, ids }) =>
        `/v1/families/${ids.family}/chronology?purpose=early-help&category=attendance&after=${cursors.ofChronology}`,
    ),
    400,
    CURSOR,
  ],
  ...['agencies', 'agreements'].flatMap((list): readonly Kind[] => [
    [`a cursor of the ${list} that is a word`, get(`/v1/${list}?after=${MARK}`), 400, CURSOR],
    [`a cursor of the ${list} that is an id`, get(({ ids }) => `/v1/${list}?after=${ids.agreement}`), 400, CURSOR],
    [
      `a cursor of the ${list} that was altered`,
      get(({ cursors }) => `/v1/${list}?after=${flipped(cursors.ofAgencies)}`),
      400,
      CURSOR,
    ],
  ]),
  [
    'a cursor of the agencies for the agreements',
    get(({ cursors }) => `/v1/agreements?after=${cursors.ofAgencies}`),
    400,
    CURSOR,
  ],
  ['a cursor that is too long', caseload(`after=${MARK.repeat(700)}`), 400],
  ['two cursors', caseload(({ cursors }) => `after=${cursors.own}&after=${cursors.own}`), 400],

  ['a message that is a word', get(`/v1/feed/messages/${MARK}/content?purpose=early-help`), 404, NOT_FOUND],
  ['a message that is a path', get('/v1/feed/messages/..%2F..%2Fetc/content?purpose=early-help'), 404, NOT_FOUND],
  ['a message without a purpose', get(`/v1/feed/messages/${MARK}/content`), 403, 'request/purpose-missing'],
  ['a reference of a word', get(`/v1/people/${MARK}/reference`), 404, NOT_FOUND],
  ['a feed for a practitioner', get(`/v1/feed/events?after=${MARK}`), 403, 'request/role-not-allowed'],

  ['a route that nobody knows', get(`/v1/${MARK}`), 404, NOT_FOUND],
  ['a version that is not there', get(`/v2/people/${MARK}/view`), 404, NOT_FOUND],
  ['a route without its version', get(`/people/${MARK}/view`), 404, NOT_FOUND],
  ['a route in another case', get(`/V1/People/${MARK}/View?purpose=early-help`), 404, NOT_FOUND],
  ['a route with two slashes', get(`//v1/people/${MARK}/view`), 404, NOT_FOUND],
  ['a way out of the routes', get(`/v1/../../etc/${MARK}`), 404, NOT_FOUND],
  ['a file of the server', get('/.env'), 404, NOT_FOUND],
  [
    'an address with a whole other address in it',
    get(`/v1/people/${MARK}/view?purpose=early-help&next=https://${MARK}.example`),
    400,
  ],
  ['the method PUT', method('PUT', '/v1/people'), 404, NOT_FOUND],
  ['the method DELETE', method('DELETE', `/v1/people/${MARK}`), 404, NOT_FOUND],
  ['the method PATCH', method('PATCH', '/v1/people'), 404, NOT_FOUND],
  ['the method OPTIONS', method('OPTIONS', '/v1/people'), 404, NOT_FOUND],
  [
    'a method that is smuggled in a header',
    get('/v1/people', { headers: { 'x-http-method-override': 'POST', 'x-method-override': MARK } }),
    404,
    NOT_FOUND,
  ],
];
