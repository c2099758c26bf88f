import { randomUUID } from 'node:crypto';
import { get, MARK, person, post, type Kind, type World } from './kind.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const write = (headers: Headers | ((world: World) => Headers)) => post('/v1/people', person, { headers });
/** A signature, which has to say which revision it was decided on. */
const sign = (headers: Headers) =>
  post(
    ({ ids }) => `/v1/agreements/${ids.agreement}/signatures`,
    { version: 1, capacity: 'other' },
    { as: ['school', 'head'], headers },
  );
const read = (headers: Headers) => get(({ ids }) => `/v1/people/${ids.child}/view?purpose=safeguarding`, { headers });
const grounded = (headers: Headers) => read({ 'concord-ground': 'typed', ...headers });

const KEY = 'request/key-missing';
const HEADER = 'request/header-not-valid';
const POSITION = 'request/position-unknown';

/** What stands in the headers besides the token. */
export const HEADERS: readonly Kind[] = [
  ['no key', write({ 'idempotency-key': undefined }), 400, KEY],
  ['an empty key', write({ 'idempotency-key': '' }), 400, KEY],
  ['a key that is a word', write({ 'idempotency-key': MARK }), 400, KEY],
  ['a key in capitals', write({ 'idempotency-key': randomUUID().toUpperCase() }), 400, KEY],
  ['a key in quotes', write({ 'idempotency-key': `"${randomUUID()}"` }), 400, KEY],
  ['two keys', write({ 'idempotency-key': [randomUUID(), randomUUID()] }), 400, KEY],
  [
    'a key that was used for another body',
    post(
      '/v1/people',
      { ...person, dateOfBirth: '2016-02-04' },
      { headers: ({ usedKey }) => ({ 'idempotency-key': usedKey }) },
    ),
    422,
    'request/key-reused',
  ],
  [
    'a key that was used at another address',
    post(
      ({ ids }) => `/v1/people/${ids.child}/names`,
      { name: person.name },
      { headers: ({ usedKey }) => ({ 'idempotency-key': usedKey }) },
    ),
    422,
    'request/key-reused',
  ],
  [
    'a key that was used by a colleague',
    post('/v1/people', person, { as: ['school', 'head'], headers: ({ usedKey }) => ({ 'idempotency-key': usedKey }) }),
    422,
    'request/key-reused',
  ],

  ['a tag without quotes', read({ 'if-none-match': MARK }), 400, HEADER],
  ['any tag', read({ 'if-none-match': '*' }), 400, HEADER],
  ['tags without end', read({ 'if-none-match': `"${'x'.repeat(1000)}"` }), 400, HEADER],

  ['no revision where one is wanted', sign({}), 428, 'request/if-match-missing'],
  ['a revision without quotes', sign({ 'if-match': '1' }), 400, HEADER],
  ['a weak revision', sign({ 'if-match': 'W/"1"' }), 400, HEADER],
  ['any revision', sign({ 'if-match': '*' }), 400, HEADER],
  ['two revisions', sign({ 'if-match': '"1", "2"' }), 400, HEADER],
  ['a negative revision', sign({ 'if-match': '"-1"' }), 400, HEADER],
  ['a revision that is a word', sign({ 'if-match': `"${MARK}"` }), 400, HEADER],
  ['a revision of twenty digits', sign({ 'if-match': '"99999999999999999999"' }), 400, HEADER],
  ['a revision that has passed', sign({ 'if-match': '"0"' }), 412, 'request/changed-since'],
  ['a revision that is still to come', sign({ 'if-match': '"999999"' }), 412, 'request/changed-since'],

  ['a position that is a word', read({ 'concord-min-position': MARK }), 400, POSITION],
  ['a position that is still to come', read({ 'concord-min-position': '999999999' }), 400, POSITION],
  ['a negative position', read({ 'concord-min-position': '-1' }), 400, POSITION],
  ['a position that is SQL', read({ 'concord-min-position': `1;drop table ${MARK}` }), 400, POSITION],
  ['a position of sixty digits', read({ 'concord-min-position': '9'.repeat(60) }), 400, POSITION],

  ['a ground that nobody knows', read({ 'concord-ground': MARK }), 400, HEADER],
  ['two grounds', read({ 'concord-ground': ['enquiry', 'referral'] }), 400, HEADER],
  ['words of a ground that do not decode', grounded({ 'concord-ground-words': `${MARK}%` }), 400, HEADER],
  ['words of a ground that are not UTF-8', grounded({ 'concord-ground-words': `${MARK}%ff` }), 400, HEADER],
  ['words of a ground with NUL', grounded({ 'concord-ground-words': `${MARK}%00` }), 400, HEADER],
  ['words of a ground that are blanks', grounded({ 'concord-ground-words': '%20%09' }), 400, HEADER],
  ['words of a ground without end', grounded({ 'concord-ground-words': MARK.repeat(300) }), 400, HEADER],
  [
    'a reference with a line break in it',
    read({ 'concord-ground': 'enquiry', 'concord-ground-reference': `${MARK}%0d%0a` }),
    400,
    HEADER,
  ],
  [
    'a reference of somebody’s name',
    read({ 'concord-ground': 'enquiry', 'concord-ground-reference': `${MARK}, child` }),
    400,
    HEADER,
  ],
  ['unsafe, but how', grounded({ 'concord-inform-unsafe': 'yes' }), 400, HEADER],
  ['a gateway as HTML', read({ 'concord-gateway': `<b>${MARK}</b>` }), 400, HEADER],
  ['a gateway without end', read({ 'concord-gateway': 'a'.repeat(300) }), 400, HEADER],
  ['an override as SQL', read({ 'concord-override': `${MARK}'--` }), 400, HEADER],

  ['headers of more than 16 KiB', write({ 'x-padding': MARK.repeat(3000) }), 431, 'request/headers-too-large'],
  ['a number for the request that is a name', write({ 'x-request-id': MARK, 'idempotency-key': undefined }), 400, KEY],
  ['an origin elsewhere', write({ origin: `https://${MARK}.example`, 'idempotency-key': undefined }), 400, KEY],
  [
    'somebody else’s address before ours',
    write({ 'x-forwarded-for': MARK, 'x-forwarded-host': `${MARK}.example`, 'idempotency-key': undefined }),
    400,
    KEY,
  ],
  [
    'an answer in a language that it has not got',
    write({ accept: `application/${MARK}`, 'idempotency-key': undefined }),
    400,
    KEY,
  ],
];
