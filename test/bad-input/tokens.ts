import { createHmac } from 'node:crypto';
import { get, MARK, person, post, tokenFor, type Kind, type World } from './kind.js';
import type { TokenParts } from '../faults/hub/index.js';

const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

const presenting = (authorization: (world: World) => string | readonly string[] | undefined) =>
  post('/v1/people', person, { headers: (world) => ({ authorization: authorization(world) }) });

const token = (parts: TokenParts | ((world: World) => TokenParts)) =>
  presenting(
    (world) => `Bearer ${tokenFor(world, 'school', 'dsl', typeof parts === 'function' ? parts(world) : parts)}`,
  );

const claims = (some: Readonly<Record<string, unknown>>) => token({ claims: some });

const altered = (world: World, change: (parts: [string, string, string]) => readonly string[]): string =>
  `Bearer ${change(tokenFor(world).split('.') as [string, string, string]).join('.')}`;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The old confusion: a public key taken for a shared secret. */
const signedWithThePublicKey = (world: World): string => {
  const [, payload] = tokenFor(world).split('.');
  const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'outside-1' })}.${payload}`;
  const secret = world.issuer.publicKey.export({ type: 'spki', format: 'pem' });
  return `Bearer ${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

const unsigned = (world: World, alg: string): string =>
  altered(world, ([, payload]) => [part({ alg, typ: 'at+jwt' }), payload, '']);

const NOT_ACCEPTED = 'identity/token-not-accepted';
const MISSING = 'identity/token-missing';
const UNKNOWN = 'identity/client-unknown';

export const TOKENS: readonly Kind[] = [
  ['no token', presenting(() => undefined), 401, MISSING],
  ['an empty token', presenting(() => 'Bearer '), 401, MISSING],
  ['a name and a password', presenting(() => `Basic ${Buffer.from(`${MARK}:x`).toString('base64')}`), 401, MISSING],
  [
    'a token in the address',
    get(`/v1/caseload?purpose=early-help&access_token=${MARK}`, { headers: { authorization: undefined } }),
    401,
    MISSING,
  ],
  ['a token that is none', presenting(() => `Bearer ${MARK}`), 401, NOT_ACCEPTED],
  ['a token with something behind it', presenting((world) => `Bearer ${tokenFor(world)} ${MARK}`), 401, MISSING],
  [
    'a token of two parts',
    presenting((world) => altered(world, ([head, payload]) => [head, payload])),
    401,
    NOT_ACCEPTED,
  ],
  ['a token of four parts', presenting((world) => altered(world, (parts) => [...parts, MARK])), 401, NOT_ACCEPTED],
  ['a token that nobody signed (alg none)', presenting((world) => unsigned(world, 'none')), 401, NOT_ACCEPTED],
  [
    'a token that nobody signed, spelt otherwise (alg nOnE)',
    presenting((world) => unsigned(world, 'nOnE')),
    401,
    NOT_ACCEPTED,
  ],
  ['a token signed with the public key as a secret (HS256)', presenting(signedWithThePublicKey), 401, NOT_ACCEPTED],
  ['a token signed by a stranger', token(({ strangersKey: key }) => ({ key })), 401, NOT_ACCEPTED],
  ['a token under a key that is not known', token({ header: { kid: MARK } }), 401, NOT_ACCEPTED],
  [
    'a token that brings its own key',
    token(({ issuer }) => ({ header: { jwk: issuer.publicKey.export({ format: 'jwk' }), kid: MARK } })),
    401,
    NOT_ACCEPTED,
  ],
  [
    'a token that says where its key is',
    token({ header: { jku: `http://127.0.0.1:1/${MARK}`, kid: MARK } }),
    401,
    NOT_ACCEPTED,
  ],
  ['a token with a part that must be understood', token({ header: { crit: [MARK], [MARK]: 1 } }), 401, NOT_ACCEPTED],
  ['an identity token instead of an access token', token({ header: { typ: 'JWT' } }), 401, NOT_ACCEPTED],
  [
    'a token whose claims were changed',
    presenting((world) =>
      altered(world, ([head, , signature]) => [head, part({ sub: MARK, iss: world.issuer.issuer }), signature]),
    ),
    401,
    NOT_ACCEPTED,
  ],
  ['a token for another audience', claims({ aud: MARK }), 401, NOT_ACCEPTED],
  ['a token of another issuer', claims({ iss: `https://${MARK}.example` }), 401, NOT_ACCEPTED],
  ['a token without an issuer', claims({ iss: undefined }), 401, NOT_ACCEPTED],
  ['a token that has expired', claims({ iat: now() - HOUR, exp: now() - 60 }), 401, NOT_ACCEPTED],
  ['a token from the future', claims({ iat: now() + HOUR, exp: now() + 2 * HOUR }), 401, NOT_ACCEPTED],
  ['a token that does not hold yet', claims({ nbf: now() + HOUR }), 401, NOT_ACCEPTED],
  ['a token that lives too long', claims({ iat: now() - 2 * HOUR, exp: now() + HOUR }), 401, NOT_ACCEPTED],
  ['a token that never ends', claims({ exp: undefined }), 401, NOT_ACCEPTED],
  ['a token without the time of its making', claims({ iat: undefined }), 401, NOT_ACCEPTED],
  ['a token without an id', claims({ jti: undefined }), 401, NOT_ACCEPTED],
  ['a token of nobody', claims({ sub: undefined }), 401, NOT_ACCEPTED],
  ['a token without a client', claims({ client_id: undefined }), 401, NOT_ACCEPTED],
  ['a token of two clients', claims({ azp: MARK }), 401, NOT_ACCEPTED],
  ['a worker with a line break in the name', claims({ sub: `${MARK}\r\nx-evil: 1` }), 401, NOT_ACCEPTED],
  ['a worker whose name is a list', claims({ sub: [MARK] }), 401, NOT_ACCEPTED],
  ['a worker with a very long name', claims({ sub: MARK.repeat(100) }), 401, NOT_ACCEPTED],
  ['a token that is too long', claims({ padding: MARK.repeat(1200) }), 401, NOT_ACCEPTED],
  [
    'two tokens',
    presenting((world) => [`Bearer ${tokenFor(world)}`, `Bearer ${MARK}`]),
    400,
    'request/header-not-valid',
  ],
  [
    'an assertion about a worker beside a token that names one',
    post('/v1/people', person, { headers: (world) => ({ 'concord-on-behalf-of': tokenFor(world) }) }),
    401,
    NOT_ACCEPTED,
  ],
  ['a client that is not registered', claims({ client_id: MARK }), 401, UNKNOWN],
  ['a client that was removed', claims({ client_id: 'removed-client' }), 401, UNKNOWN],
  ['a role that is not registered', claims({ role: MARK }), 401, UNKNOWN],
  ['a role that was removed', claims({ role: 'removed-role' }), 401, UNKNOWN],
  ['a role of another agency', claims({ role: 'visitor' }), 401, UNKNOWN],
  ['no role', claims({ role: undefined }), 401, UNKNOWN],
  ['a role in another case', claims({ role: 'DSL' }), 401, UNKNOWN],
  [
    'a role that may not do this',
    post('/v1/agencies', { id: 'quornby', name: MARK, sector: 'police', powers: [] }),
    403,
    'request/role-not-allowed',
  ],
  [
    'an administrator of another agency',
    post('/v1/agencies/health/clients', { clientId: MARK }, { as: ['school', 'head'] }),
    403,
  ],
];
