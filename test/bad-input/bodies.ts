import { gzipSync } from 'node:zlib';
import { consent, MARK, note, person, post, type Kind, type World } from './kind.js';

const people = (body: string | Buffer | object, headers: Readonly<Record<string, string | undefined>> = {}) =>
  post('/v1/people', body, { headers });
const notes = (body: (world: World) => string | object) => post('/v1/case-notes', body);
const proposals = (body: object) =>
  post(({ ids }) => `/v1/agreements/${ids.agreement}/proposals`, body, { as: ['school', 'head'] });
const as = (type: string | undefined, body: string | Buffer = JSON.stringify(person)) =>
  people(body, { 'content-type': type });

const deep = (levels: number): string => `${'{"name":'.repeat(levels)}"${MARK}"${'}'.repeat(levels)}`;
/** A good body with some text put in place of the given name, as it stands. */
const given = (text: string): string => JSON.stringify(person).replace(`"${MARK}"`, text);
const JSON_WANTED = 'request/media-type';
const NOT_JSON = 'request/body-not-json';
const NOT_VALID = 'request/not-valid';
const CHARACTER = 'request/body-forbidden-character';

export const BODIES: readonly Kind[] = [
  ['no body', people(''), 400, 'request/body-missing'],
  ['a body that is not JSON', people(`name=${MARK}`), 400, NOT_JSON],
  ['a body that breaks off', people(`{"name":{"given":"${MARK}"`), 400, NOT_JSON],
  ['two bodies in one', people(`${JSON.stringify(person)}${JSON.stringify(person)}`), 400, NOT_JSON],
  ['a comment in the body', people(`{/* ${MARK} */}`), 400, NOT_JSON],
  ['single quotes', people(`{'name':'${MARK}'}`), 400, NOT_JSON],
  ['a comma too many', people(`{"name":"${MARK}",}`), 400, NOT_JSON],
  ['a list at the top', people(`["${MARK}"]`), 400, 'request/body-not-an-object'],
  ['a text at the top', people(`"${MARK}"`), 400, 'request/body-not-an-object'],
  ['null at the top', people('null'), 400, 'request/body-not-an-object'],
  ['the same key twice', people(`{"name":1,"name":"${MARK}"}`), 400, 'request/body-duplicate-key'],
  [
    'the same key twice, further down',
    people(`{"name":{"given":"${MARK}","given":"x","family":"y"}}`),
    400,
    'request/body-duplicate-key',
  ],
  [
    'the same key twice, once in disguise',
    people(`{"name":{"given":"${MARK}","\\u0067iven":"x","family":"y"}}`),
    400,
    'request/body-duplicate-key',
  ],
  ['the key __proto__', people(`{"__proto__":{"name":"${MARK}"}}`), 400, 'request/body-forbidden-key'],
  [
    'the key __proto__ in disguise',
    people(`{"\\u005f_proto__":{"name":"${MARK}"}}`),
    400,
    'request/body-forbidden-key',
  ],
  [
    'the key constructor, further down',
    people(`{"name":{"constructor":{"prototype":"${MARK}"}}}`),
    400,
    'request/body-forbidden-key',
  ],
  ['a body seventeen levels deep', people(deep(17)), 400, 'request/body-too-deep'],
  ['a body twenty thousand levels deep', people(deep(20_000)), 400, 'request/body-too-deep'],
  ['a body of more than 256 KiB', people(JSON.stringify({ name: MARK.repeat(40_000) })), 413, 'request/too-large'],
  ['the character NUL', people(given(`"${MARK}\\u0000"`)), 400, CHARACTER],
  ['half a character (a lone surrogate)', people(given(`"${MARK}\\ud800"`)), 400, CHARACTER],
  ['the two halves of a character in the wrong order', people(given(`"${MARK}\\udc00\\ud800"`)), 400, CHARACTER],
  ['a line break that is not escaped', people(given(`"${MARK}\n"`)), 400, NOT_JSON],
  ['bytes that are not UTF-8', people(Buffer.from(given(`"${MARK}é"`), 'latin1')), 400, NOT_JSON],
  ['UTF-16', people(Buffer.from(JSON.stringify(person), 'utf16le')), 400, NOT_JSON],
  [
    'an overlong spelling in UTF-8',
    people(Buffer.concat([Buffer.from('{"'), Buffer.from([0xc0, 0xaf]), Buffer.from(`":"${MARK}"}`)])),
    400,
    NOT_JSON,
  ],
  ['a byte order mark', people(`\uFEFF${JSON.stringify(person)}`), 400, NOT_JSON],
  ['no content type', as(undefined), 415, JSON_WANTED],
  ['plain text', as('text/plain'), 415, JSON_WANTED],
  ['a form', as('application/x-www-form-urlencoded', `name=${MARK}`), 415, JSON_WANTED],
  [
    'a form with files',
    as('multipart/form-data; boundary=x', `--x\r\ncontent-disposition: form-data; name="${MARK}"\r\n\r\n1\r\n--x--`),
    415,
    JSON_WANTED,
  ],
  [
    'XML',
    as('application/xml', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;${MARK}</a>`),
    415,
    JSON_WANTED,
  ],
  ['a patch', as('application/merge-patch+json'), 415, JSON_WANTED],
  ['another charset', as('application/json; charset=latin1'), 415, JSON_WANTED],
  ['a charset in disguise', as('application/json; charset=utf-8-sig'), 415, JSON_WANTED],
  [
    'a body that is packed (gzip)',
    people(gzipSync(JSON.stringify(person)), { 'content-encoding': 'gzip' }),
    415,
    JSON_WANTED,
  ],
  [
    'a body that is packed twice',
    people(gzipSync(JSON.stringify(person)), { 'content-encoding': 'gzip, br' }),
    415,
    JSON_WANTED,
  ],

  ['a field that is missing', people({ dateOfBirth: person.dateOfBirth }), 400, NOT_VALID],
  ['a field that is null', people({ ...person, dateOfBirth: null }), 400, NOT_VALID],
  ['a field that nobody knows', people({ ...person, [`note${MARK}`]: 1 }), 400, NOT_VALID],
  [
    'a field that nobody knows, further down',
    people({ ...person, name: { ...person.name, [MARK]: 'x' } }),
    400,
    NOT_VALID,
  ],
  ['a field in another case', people({ ...person, DateOfBirth: '2016-02-03' }), 400, NOT_VALID],
  ['an agency that the caller chooses itself', people({ ...person, agencyId: 'health' }), 400, NOT_VALID],
  [
    'an id that the caller chooses itself',
    people({ ...person, id: '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11' }),
    400,
    NOT_VALID,
  ],
  ['a text where an object is wanted', people({ ...person, name: MARK }), 400, NOT_VALID],
  ['a list where an object is wanted', people({ ...person, name: [MARK] }), 400, NOT_VALID],
  [
    'an object where a text is wanted',
    people({ ...person, name: { given: { $ne: MARK }, family: 'x' } }),
    400,
    NOT_VALID,
  ],
  ['a number where a text is wanted', people({ ...person, name: { given: 20_160_203, family: MARK } }), 400, NOT_VALID],
  ['a text where a list is wanted', people({ ...person, identifiers: MARK }), 400, NOT_VALID],
  [
    'a text where yes or no is wanted',
    notes((world) => ({ ...note(world), passages: [{ ...note(world).passages[0], revealsProtectedSource: 'false' }] })),
    400,
    NOT_VALID,
  ],
  ['a text that is too long', people({ ...person, name: { given: MARK.repeat(40), family: 'x' } }), 400, NOT_VALID],
  [
    'a text of blanks alone',
    notes((world) => ({ ...note(world), passages: [{ ...note(world).passages[0], text: ' \t\n ' }] })),
    400,
    NOT_VALID,
  ],
  ['a person without any name', people({ ...person, name: { given: '', family: '' } }), 422],
  [
    'a list that is too long',
    notes((world) => ({ ...note(world), passages: Array.from({ length: 60 }, () => note(world).passages[0]) })),
    400,
    NOT_VALID,
  ],
  ['a list that is empty', notes((world) => ({ ...note(world), passages: [] })), 400, NOT_VALID],
  ['a file', notes((world) => ({ ...note(world), attachments: [`${MARK}.pdf`] })), 422],

  [
    'a code in another case',
    post('/v1/consents', (world) => ({ ...consent(world), decision: 'Permit' })),
    400,
    NOT_VALID,
  ],
  [
    'a code with a blank behind it',
    post('/v1/consents', (world) => ({ ...consent(world), decision: 'permit ' })),
    400,
    NOT_VALID,
  ],
  ['a code that does not exist', notes((world) => ({ ...note(world), category: MARK })), 400, NOT_VALID],
  [
    'a code that every object has (toString)',
    notes((world) => ({ ...note(world), category: 'toString' })),
    400,
    NOT_VALID,
  ],
  [
    'a code in letters that look alike (Cyrillic)',
    post('/v1/consents', (world) => ({ ...consent(world), decision: 'реrmit' })),
    400,
    NOT_VALID,
  ],
  [
    'a code with a character nobody sees',
    post('/v1/consents', (world) => ({ ...consent(world), decision: 'per\u200Bmit' })),
    400,
    NOT_VALID,
  ],
  ['a label that does not exist', notes((world) => ({ ...note(world), labels: [MARK] })), 400, NOT_VALID],

  [
    'a number without end (1e309)',
    post('/v1/agreements/x/proposals', '{"version":1e309}'),
    400,
    'request/body-number-out-of-range',
  ],
  [
    'a number that cannot be kept exactly',
    post('/v1/agreements/x/proposals', '{"version":9007199254740993}'),
    400,
    'request/body-number-out-of-range',
  ],
  ['a negative number', proposals({ version: -1 }), 400, NOT_VALID],
  ['a broken number', proposals({ version: 1.5 }), 400, NOT_VALID],
  ['a number as a text', proposals({ version: '1' }), 400, NOT_VALID],
  ['NaN', post('/v1/agreements/x/proposals', '{"version":NaN}'), 400, NOT_JSON],
  ['a number with a zero before it', post('/v1/agreements/x/proposals', '{"version":01}'), 400, NOT_JSON],
  [
    'an override of minus five minutes',
    post('/v1/overrides', ({ ids }) => ({ subjects: [ids.child], because: MARK, minutes: -5 })),
    400,
    NOT_VALID,
  ],
];
