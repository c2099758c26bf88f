import { randomUUID } from 'node:crypto';
import { consent, MARK, note, person, post, type Kind } from './kind.js';

const NOT_VALID = 'request/not-valid';
const NIL = '00000000-0000-0000-0000-000000000000';

/** A consent with another instant of its taking effect. */
const at = (effectiveAt: string) => post('/v1/consents', (world) => ({ ...consent(world), effectiveAt }));
const born = (dateOfBirth: string) => post('/v1/people', { ...person, dateOfBirth });
const numbered = (scheme: string, value: string) => post('/v1/people', { ...person, identifiers: [{ scheme, value }] });
const search = (body: object) => post('/v1/people:search', { purpose: 'early-help', ...body });
const lasting = (from: string, until: string) =>
  post('/v1/people', { ...person, addresses: [{ lines: [MARK], from, until }] });

const subscribing = { role: 'dsl', purpose: 'early-help', categories: ['attendance'], delivery: 'pull' };
const subscribe = (type: string) =>
  post(
    '/v1/subscriptions',
    ({ ids }) => ({ ...subscribing, agreementId: ids.agreement, types: [`org.concord.${type}.v1`] }),
    { as: ['school', 'head'] },
  );

/** Dates, numbers and records that are well written and still make no sense. */
export const MEANINGS: readonly Kind[] = [
  ['an instant in local time', at('2026-06-01T09:00:00.000'), 400, NOT_VALID],
  ['an instant of another time zone', at('2026-06-01T09:00:00.000+01:00'), 400, NOT_VALID],
  ['an instant with a blank in it', at('2026-06-01 09:00:00.000Z'), 400, NOT_VALID],
  ['an instant without milliseconds', at('2026-06-01T09:00:00Z'), 400, NOT_VALID],
  ['an instant with microseconds', at('2026-06-01T09:00:00.000000Z'), 400, NOT_VALID],
  [
    'an instant as a number',
    post('/v1/consents', (world) => ({ ...consent(world), effectiveAt: 1_780_304_400_000 })),
    400,
    NOT_VALID,
  ],
  ['30 February', at('2026-02-30T09:00:00.000Z'), 400, NOT_VALID],
  ['29 February in a year that has none', born('2015-02-29'), 400, NOT_VALID],
  ['the thirteenth month', born('2016-13-01'), 400, NOT_VALID],
  ['hour 24', at('2026-06-01T24:00:00.000Z'), 400, NOT_VALID],
  ['a leap second', at('2016-12-31T23:59:60.000Z'), 400, NOT_VALID],
  ['the year 10000', at('+010000-01-01T00:00:00.000Z'), 400, NOT_VALID],
  ['the year 10000, written short', born('10000-01-01'), 400, NOT_VALID],
  ['a year before the first', born('-0001-01-01'), 400, NOT_VALID],
  ['a date in other digits (full width)', born('２０１６-０２-０３'), 400, NOT_VALID],
  ['a date in other digits (Arabic)', born('٢٠١٦-٠٢-٠٣'), 400, NOT_VALID],
  ['a date the wrong way round', born('03-02-2016'), 400, NOT_VALID],
  ['a date with words around it', born('2016-02-03\n'), 400, NOT_VALID],
  ['a consent from the future', at('2999-01-01T00:00:00.000Z'), 422],
  ['a birth in the future', born('2999-01-01'), 422],
  ['a period that ends before it begins', lasting('2026-06-02T00:00:00.000Z', '2026-06-01T00:00:00.000Z'), 422],
  ['an NHS number with a wrong check digit', numbered('nhs-number', '9434765918'), 422],
  ['an NHS number of ten times the same digit', numbered('nhs-number', '1111111112'), 422],
  ['a pupil number with a wrong check letter', numbered('upn', 'Z801200001001'), 422],
  ['a kind of number that nobody knows', numbered(MARK, '4711-0815'), 400, NOT_VALID],

  [
    'a note about somebody who does not exist',
    post('/v1/case-notes', (world) => ({
      ...note(world),
      passages: [{ ...note(world).passages[0], subjects: [randomUUID()] }],
    })),
    404,
    'request/not-found',
  ],
  [
    'a note about nobody (the nil UUID)',
    post('/v1/case-notes', (world) => ({
      ...note(world),
      passages: [{ ...note(world).passages[0], subjects: [NIL] }],
    })),
    404,
    'request/not-found',
  ],
  [
    'a note about nobody at all',
    post('/v1/case-notes', (world) => ({ ...note(world), passages: [{ ...note(world).passages[0], subjects: [] }] })),
    400,
    NOT_VALID,
  ],
  [
    'a note of an agency that has no business with the child',
    post('/v1/case-notes', note, { as: ['health', 'visitor'] }),
    404,
    'request/not-found',
  ],
  [
    'a person who joins a family that does not exist',
    post(`/v1/families/${randomUUID()}/members`, ({ ids }) => ({
      personId: ids.child,
      role: 'child',
      from: '2026-06-01T00:00:00.000Z',
    })),
    404,
    'request/not-found',
  ],
  [
    'an agency that is there already, under another name',
    post(
      '/v1/agencies',
      { id: 'school', name: MARK, sector: 'police', powers: [] },
      { as: ['partnership', 'administrator'] },
    ),
    422,
  ],
  [
    'an agency with a name like a path',
    post(
      '/v1/agencies',
      { id: '../quornby', name: MARK, sector: 'police', powers: [] },
      { as: ['partnership', 'administrator'] },
    ),
    400,
    NOT_VALID,
  ],
  [
    'an agency in letters that look alike',
    post(
      '/v1/agencies',
      { id: 'schооl', name: MARK, sector: 'police', powers: [] },
      { as: ['partnership', 'administrator'] },
    ),
    400,
    NOT_VALID,
  ],
  [
    'a client with a mark that turns the text round (bidi)',
    post('/v1/agencies/school/clients', { clientId: `a\u202E${MARK}` }, { as: ['school', 'head'] }),
    400,
    NOT_VALID,
  ],
  [
    'a worker with a character nobody sees',
    post(({ ids }) => `/v1/people/${ids.child}/conflicts-of-interest`, { worker: `${MARK}\u200B`, kind: 'declared' }),
    400,
    NOT_VALID,
  ],
  [
    'a worker by the name of a person',
    post(({ ids }) => `/v1/people/${ids.child}/conflicts-of-interest`, { worker: `Ada ${MARK}`, kind: 'declared' }),
    400,
    NOT_VALID,
  ],
  [
    'a worker beyond ASCII',
    post(({ ids }) => `/v1/people/${ids.child}/conflicts-of-interest`, { worker: `\u00c9${MARK}`, kind: 'declared' }),
    400,
    NOT_VALID,
  ],
  [
    'a role as a command of a shell',
    post(
      '/v1/agencies/school/roles',
      { code: `$(${MARK})`, title: MARK, reach: 'agency', functions: ['practitioner'] },
      { as: ['school', 'head'] },
    ),
    400,
    NOT_VALID,
  ],
  [
    'an agreement with one party',
    post(
      '/v1/agreements',
      {
        terms: {
          title: MARK,
          kind: 'sharing',
          parties: ['school'],
          startsOn: '2026-06-01T00:00:00.000Z',
          clauses: {},
          flows: [],
        },
      },
      { as: ['school', 'head'] },
    ),
    400,
    NOT_VALID,
  ],
  ['a subscription to a type of message that there is none of', subscribe(MARK), 400, NOT_VALID],
  [
    'a subscription under an agreement that is not in force',
    subscribe('note.shared'),
    422,
    'subscription/no-agreement',
  ],
  [
    'a withdrawal of a consent that does not exist',
    post(`/v1/consents/${randomUUID()}/withdrawals`, ({ ids }) => ({ subject: ids.child, because: MARK })),
    404,
    'request/not-found',
  ],
  [
    'a withdrawal by somebody who has no business with the child',
    post(
      ({ ids }) => `/v1/consents/${ids.consent}/withdrawals`,
      ({ ids }) => ({ subject: ids.child, because: MARK }),
      { as: ['health', 'visitor'] },
    ),
    404,
    'request/not-found',
  ],
  [
    'an override about somebody who does not exist',
    post('/v1/overrides', { subjects: [randomUUID()], because: MARK }),
    404,
    'request/not-found',
  ],
  [
    'a disclosure to nobody',
    post('/v1/disclosures', ({ ids }) => ({
      subjects: [ids.child],
      recipient: {},
      route: 'phone',
      purpose: 'early-help',
      categories: ['attendance'],
      basis: { article6: 'e' },
      because: MARK,
      effectiveAt: '2026-06-01T00:00:00.000Z',
    })),
    400,
    NOT_VALID,
  ],
  [
    'a disclosure to two at once',
    post('/v1/disclosures', ({ ids }) => ({
      subjects: [ids.child],
      recipient: { agencyId: 'health', outside: MARK },
      route: 'phone',
      purpose: 'early-help',
      categories: ['attendance'],
      basis: { article6: 'e' },
      because: MARK,
      effectiveAt: '2026-06-01T00:00:00.000Z',
    })),
    400,
    NOT_VALID,
  ],

  ['a search for everybody', search({}), 422],
  ['a search by a family name alone', search({ name: { family: MARK } }), 422],
  ['a search with a wildcard alone', search({ name: { family: '%' } }), 422],
  ['a search with a pattern for a name and no more', search({ name: { given: '.*', family: '.*' } }), 422],
  ['a search without a purpose', post('/v1/people:search', { name: { given: MARK, family: MARK } }), 400, NOT_VALID],
  ['a search with an operator', search({ nhsNumber: { $gt: MARK } }), 400, NOT_VALID],
  [
    'a search of the trail by somebody who may not',
    post('/v1/disclosures:search', { worker: MARK }),
    403,
    'request/role-not-allowed',
  ],
  [
    'a search of the trail with an id as SQL',
    post('/v1/disclosures:search', { subject: `${MARK}' or '1'='1` }, { as: ['school', 'ig'] }),
    400,
    NOT_VALID,
  ],
  [
    'a search of the trail for no entries at all',
    post('/v1/disclosures:search', { limit: 0, worker: MARK }, { as: ['school', 'ig'] }),
    400,
    NOT_VALID,
  ],
  [
    'the release of somebody who is not parked',
    post(`/v1/feed/parked/${MARK}/releases`, { reason: 'repaired' }, { as: ['partnership', 'administrator'] }),
    404,
    'request/not-found',
  ],
  [
    'a release for a reason that is not on the list',
    post('/v1/feed/parked/key/releases', { reason: MARK }, { as: ['partnership', 'administrator'] }),
    400,
    NOT_VALID,
  ],
  ...['/v1/feed/replays', '/v1/feed/replays:preview'].flatMap((path): readonly Kind[] => {
    const reason = path.endsWith('preview') ? {} : { reason: 'lost' };
    const of = (selection: object, as: readonly [string, string] = ['school', 'ig']) =>
      post(path, { ...reason, selection }, { as });
    return [
      [`${path} of places that are no numbers`, of({ positions: { from: MARK, to: 2 } }), 400, NOT_VALID],
      [`${path} of a place before the first`, of({ positions: { from: 0, to: 2 } }), 400, NOT_VALID],
      [
        `${path} of a day that there is not`,
        of({ window: { from: '2026-02-30T00:00:00.000Z', to: MARK } }),
        400,
        NOT_VALID,
      ],
      [
        `${path} of messages and places at once`,
        of({ messages: [MARK], positions: { from: 1, to: 2 } }),
        400,
        NOT_VALID,
      ],
      [`${path} of no messages`, of({ messages: [] }), 400, NOT_VALID],
      [`${path} for an agency that is told nothing`, of({ messages: [MARK] }), 403, 'feed/without-subscription'],
      [`${path} by somebody who may not`, of({ messages: [MARK] }, ['school', 'dsl']), 403, 'request/role-not-allowed'],
    ];
  }),
  [
    'a replay for a reason that is not on the list',
    post('/v1/feed/replays', { reason: MARK, selection: { messages: ['one'] } }, { as: ['school', 'ig'] }),
    400,
    NOT_VALID,
  ],
];
