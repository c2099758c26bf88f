import { jest } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { verifier, type Verifier } from './index.js';
import { askForToken, AUDIENCE, openIdProvider, type Wish } from './testing/index.js';

const CLIENT = 'council-cms';

const newSigningKey = async (kid: string, alg: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' };
};

/** What the next token shall be like. */
let wish: Wish = {};
/** The hub's time: that of the last token, however long it took to make keys. */
let now = Date.now();

/** A real OpenID provider whose keys can change, and that can go away and come back at the same address. */
const openProvider = async () => {
  const keys = [await newSigningKey('es-1', 'ES256')];
  let server: Server;
  let port = 0;
  let callback: ReturnType<ReturnType<typeof openIdProvider>['callback']>;
  const listen = () =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => void callback(request, response)).listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await listen();
  const issuer = `http://127.0.0.1:${port}`;
  const serve = (): void => {
    callback = openIdProvider(issuer, { clients: [CLIENT], keys, next: () => wish }).callback();
  };
  serve();
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    keys,
    signWith: (key: JWK) => {
      keys.unshift(key);
      serve();
    },
    forget: (kid: string) => {
      keys.splice(
        keys.findIndex((key) => key.kid === kid),
        1,
      );
      serve();
    },
    leave: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeBack: listen,
    token: async (next: Wish = {}): Promise<string> => {
      wish = next;
      const token = await askForToken(issuer, CLIENT);
      now = Date.now();
      return token;
    },
  };
};

describe('tokens of a real OpenID provider', () => {
  let provider: Awaited<ReturnType<typeof openProvider>>;
  const clock = () => new Date(now);
  const opened = (): Verifier =>
    verifier({
      issuers: [{ issuer: provider.issuer, audience: AUDIENCE, jwksUri: provider.jwksUri, cooldown: 0 }],
      clock,
    });

  // The provider says that it is not set up for production, which it is not.
  beforeAll(() => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
  });
  afterAll(() => jest.restoreAllMocks());
  beforeEach(async () => {
    provider = await openProvider();
  });
  afterEach(() => provider.leave());

  it('say which client calls, and with extra claims which worker in which role', async () => {
    const { verify } = opened();
    expect(await verify(await provider.token())).toMatchObject({ clientId: 'council-cms', issuer: provider.issuer });
    expect(await verify(await provider.token({ claims: { sub: 'worker-1', role: 'social-worker' } }))).toMatchObject({
      clientId: 'council-cms',
      subject: 'worker-1',
      role: 'social-worker',
    });
  });

  it.each(['ES256', 'RS256', 'PS256'])('are accepted when signed with %s', async (alg) => {
    provider.signWith(await newSigningKey('other', alg));
    expect(await opened().verify(await provider.token())).toMatchObject({ clientId: 'council-cms' });
  });

  it('are accepted through a rotation of keys, and an old key counts no longer than the issuer says', async () => {
    const hub = opened();
    await hub.verify(await provider.token());
    provider.signWith(await newSigningKey('es-2', 'ES256'));
    expect(await hub.verify(await provider.token())).toMatchObject({ clientId: 'council-cms' });

    const [old] = provider.keys.slice(-1);
    const claims = { iss: provider.issuer, aud: AUDIENCE, sub: 's', client_id: 'council-cms', jti: 'j-1' };
    const oldToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'es-1' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(await importJWK(old!, 'ES256'));
    provider.forget('es-1');
    await expect(opened().verify(oldToken)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it.each<[string, Wish, string]>([
    ['for another audience', { audience: 'https://elsewhere.example' }, 'token-invalid'],
    ['without jti', { claims: { jti: undefined } }, 'token-invalid'],
    ['without sub', { claims: { sub: undefined } }, 'token-invalid'],
    ['issued in the future', { claims: { iat: Math.floor(Date.now() / 1000) + 300 } }, 'token-invalid'],
    ['expired', { claims: { exp: Math.floor(Date.now() / 1000) - 60 } }, 'token-expired'],
    ['too old', { seconds: 86_400, claims: { iat: Math.floor(Date.now() / 1000) - 7200 } }, 'token-expired'],
  ])('are refused %s', async (_name, spoiled, code) => {
    await expect(opened().verify(await provider.token(spoiled))).rejects.toMatchObject({ name: 'IdentityError', code });
  });

  it('are refused unsigned, altered, or signed with the public key as a secret', async () => {
    const hub = opened();
    const token = await provider.token();
    await hub.verify(token);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const headerOf = (alg: string): string =>
      Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: 'es-1' })).toString('base64url');

    await expect(hub.verify(`${headerOf('none')}.${payload}.`)).rejects.toMatchObject({ code: 'token-malformed' });
    await expect(hub.verify(`${headerOf('none')}.${payload}.${signature}`)).rejects.toMatchObject({
      code: 'token-invalid',
    });

    const { d: _d, ...publicJwk } = provider.keys[0]!;
    const secret = await exportSPKI(
      (await importJWK(publicJwk, 'ES256', { extractable: true })) as Parameters<typeof exportSPKI>[0],
    );
    const text = `${headerOf('HS256')}.${payload}`;
    const confused = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    await expect(hub.verify(confused)).rejects.toMatchObject({ code: 'token-invalid' });

    const altered = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    await expect(hub.verify(altered)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('wait for an issuer that is away, unless its key is known', async () => {
    const [token, next] = [await provider.token(), await provider.token()];
    await provider.leave();
    const stranger = opened();
    await expect(stranger.verify(token)).rejects.toMatchObject({ code: 'issuer-unavailable' });
    await provider.comeBack();
    await expect(stranger.verify(token)).rejects.toMatchObject({ code: 'issuer-unavailable' });
    now += 5_001;
    await stranger.verify(token);
    await provider.leave();
    expect(await stranger.verify(next)).toMatchObject({ clientId: 'council-cms' });
    await provider.comeBack();
  });
});
