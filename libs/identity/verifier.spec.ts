import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JSONWebKeySet, type JWTPayload } from 'jose';
import fc from 'fast-check';
import { ON_BEHALF_OF_TYP, verifier, type Verifier } from './index.js';

const ISSUER = 'https://login.example';
const NOW = Date.parse('2026-06-30T09:12:00.000Z') / 1000;
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let privateKey: Keys['privateKey'];
let publicKey: Keys['publicKey'];
let jwks: JSONWebKeySet;
beforeAll(async () => {
  ({ privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true }));
  jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
});

let now = NOW;
beforeEach(() => void (now = NOW));
const clock = () => new Date(now * 1000);
const fresh = (): Verifier => verifier({ issuers: [{ issuer: ISSUER, audience: 'concord', jwks }], clock });

const claims = (other: JWTPayload = {}): JWTPayload => ({
  iss: ISSUER,
  aud: 'concord',
  sub: 'worker-1',
  jti: randomUUID(),
  client_id: 'school-mis',
  iat: NOW,
  exp: NOW + 600,
  ...other,
});

const sign = (payload: JWTPayload, header: object = {}, key = privateKey): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header }).sign(key);

const without = (name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));

const invalid = expect.objectContaining({ name: 'IdentityError', code: 'token-invalid' });
const expired = expect.objectContaining({ name: 'IdentityError', code: 'token-expired' });
const malformed = expect.objectContaining({ name: 'IdentityError', code: 'token-malformed' });

describe('an access token', () => {
  it('says who calls', async () => {
    const jti = randomUUID();
    expect(await fresh().verify(await sign(claims({ jti, role: 'teacher', purpose: 'early-help' })))).toEqual({
      issuer: ISSUER,
      clientId: 'school-mis',
      subject: 'worker-1',
      role: 'teacher',
      purpose: 'early-help',
      jti,
      expiresAt: NOW + 600,
    });
    expect(await fresh().verify(await sign(claims()))).not.toHaveProperty('role');
  });

  it.each(['iss', 'aud', 'sub', 'jti', 'iat', 'exp', 'client_id'])('has to have `%s`', async (name) => {
    await expect(fresh().verify(await sign(without(name)))).rejects.toEqual(invalid);
  });

  it.each<{ name: string; other?: JWTPayload; header?: object }>([
    { name: 'another audience', other: { aud: 'someone-else' } },
    { name: 'another issuer', other: { iss: 'https://evil.example' } },
    { name: 'an issuer that looks alike', other: { iss: `${ISSUER}/` } },
    { name: 'another type', header: { typ: 'JWT' } },
    { name: 'the type of an assertion', header: { typ: ON_BEHALF_OF_TYP } },
    { name: 'an unknown key', header: { kid: 'k2' } },
    { name: 'an issue in the future', other: { iat: NOW + 60 } },
    { name: 'a start in the future', other: { nbf: NOW + 60 } },
    { name: 'two clients', other: { azp: 'other' } },
    { name: 'a role that is no text', other: { role: ['teacher'] } },
    { name: 'a role with a line break', other: { role: 'teacher\nadmin' } },
    { name: 'an empty subject', other: { sub: '' } },
    { name: 'a subject with a blank, as names have', other: { sub: 'someone-else Example' } },
    { name: 'a subject beyond ASCII', other: { sub: 'sömeone-else' } },
    { name: 'a long subject', other: { sub: 'x'.repeat(201) } },
  ])('is refused with $name', async ({ other, header }) => {
    const refused = await fresh()
      .verify(await sign(claims(other), header))
      .catch((error: unknown) => error);
    expect(refused).toEqual(invalid);
    expect((refused as Error).message).not.toMatch(/someone-else|evil|teacher|other/);
  });

  it.each([
    ['Microsoft Entra ID', 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ'],
    ['Auth0', 'auth0|6b7c3f5e'],
    ['Keycloak', 'f:0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11:j.okoro'],
    ['AD FS', 'zgFyI5hTJbX+9h/dRQZ1ow=='],
    ['NHS CIS2', '555036632103'],
    ['an email address', "o'brien+hub@school.example"],
    ['a URI', 'https://login.example/workers/7?tenant=a#b~c'],
  ])('names its worker in the way of %s', async (_provider, sub) => {
    expect(await fresh().verify(await sign(claims({ sub })))).toMatchObject({ subject: sub });
  });

  it('counts until it expires, also when it is remembered, and within an hour of its issue', async () => {
    const hub = fresh();
    const token = await sign(claims());
    await hub.verify(token);
    now = NOW + 599;
    await hub.verify(token);
    now = NOW + 611;
    await expect(hub.verify(token)).rejects.toEqual(expired);
    const long = await sign(claims({ exp: NOW + 86_400 }));
    now = NOW + 3590;
    await hub.verify(long);
    now = NOW + 3611;
    await expect(hub.verify(long)).rejects.toEqual(expired);
  });

  it('is not accepted unsigned, or signed with the public key as a secret', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims())}.`;
    await expect(fresh().verify(none)).rejects.toEqual(malformed);
    await expect(fresh().verify(`${none}AAAA`)).rejects.toEqual(invalid);
    const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${part(claims())}`;
    const secret = await exportSPKI(publicKey);
    await expect(
      fresh().verify(`${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`),
    ).rejects.toEqual(invalid);
  });

  it('is not accepted from a key in its own header', async () => {
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    await expect(fresh().verify(await sign(claims(), { jwk }, stranger.privateKey))).rejects.toEqual(invalid);
  });

  it('has one text: an altered one is refused, whatever a lenient decoder makes of it', async () => {
    const hub = fresh();
    const token = await sign(claims());
    await hub.verify(token);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    // The last character of a 64-byte signature has four bits that a lenient decoder ignores.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(signature.at(-1)!);
    const altered = [
      `${header}.${payload}.${signature.slice(0, -1)}${alphabet[last ^ 1]!}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${signature}\n`,
      ` ${token}`,
      `${token}.`,
      `${token}.AAAA`,
      `${header}.${payload}`,
      `${header}!.${payload}.${signature}`,
      `${header}.${payload}.${'A'.repeat(9000)}`,
      '',
      '..',
      'W10.W10.W10',
    ];
    for (const text of altered) await expect(hub.verify(text)).rejects.toEqual(malformed);
  });

  it('is never accepted with a changed character, and nothing but an identity error comes of it', async () => {
    const hub = fresh();
    const token = await sign(claims({ role: 'teacher' }));
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), async (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        await expect(hub.verify(changed)).rejects.toMatchObject({ name: 'IdentityError' });
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) =>
        expect(hub.verify(text)).rejects.toMatchObject({ name: 'IdentityError' }),
      ),
    );
  });
});

describe('an assertion on behalf of a worker', () => {
  const assertion = (other: JWTPayload = {}, typ = ON_BEHALF_OF_TYP) =>
    sign(claims({ sub: 'worker-7', role: 'teacher', exp: NOW + 300, ...other }), { typ });
  const client = () => sign(claims({ sub: 'school-mis' }));

  it('names the worker and the role', async () => {
    expect(await fresh().verify(await client(), await assertion({ purpose: 'early-help' }))).toMatchObject({
      clientId: 'school-mis',
      subject: 'worker-7',
      role: 'teacher',
      purpose: 'early-help',
    });
  });

  it('lives five minutes at most', async () => {
    await expect(fresh().verify(await client(), await assertion({ exp: NOW + 301 }))).rejects.toEqual(invalid);
    const [token, late] = [await client(), await assertion()];
    now = NOW + 310;
    await expect(fresh().verify(token, late)).rejects.toEqual(expired);
  });

  it.each<[string, JWTPayload]>([
    ['made for another client', { client_id: 'police-niche' }],
    ['for another audience', { aud: 'someone-else' }],
    ['without a role', { role: undefined }],
  ])('is refused when %s', async (_name, other) => {
    await expect(fresh().verify(await client(), await assertion(other))).rejects.toEqual(invalid);
  });

  it('is not an access token, nor the other way round', async () => {
    await expect(fresh().verify(await client(), await assertion({}, 'at+jwt'))).rejects.toEqual(invalid);
    await expect(fresh().verify(await assertion())).rejects.toEqual(invalid);
  });

  it('is not taken beside a token that names a role itself', async () => {
    await expect(fresh().verify(await sign(claims({ role: 'head' })), await assertion())).rejects.toEqual(invalid);
  });
});
