import { jest } from '@jest/globals';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';
import { developmentIssuer, verifier } from '@hub/identity';
import { withPostgres } from '@hub/postgres/testing';
import { knownCallers } from '../../apps/hub/known-callers.js';
import { startHub, type Hub, type HubOptions } from '../../apps/hub/start.js';

const AUDIENCE = 'https://hub.example/api';
const ADMINISTRATOR = 'concord-partnership';
const SAME = 'client-of-school';
const SECRET = 'a-secret-for-this-test-only-32chars';

/** A real OpenID provider that gives the same client ids as the development issuer. */
const openProvider = async () => {
  const server: Server = createServer((request, response) => void callback(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  let role = '';
  const callback = new Provider(issuer, {
    clients: [ADMINISTRATOR, SAME].map((client_id) => ({
      client_id,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
    })),
    jwks: { keys: [{ ...key, kid: 'es-1', alg: 'ES256', use: 'sig' }] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: (_context: unknown, _token: unknown, jwt: { payload: Record<string, unknown> }) => {
          Object.assign(jwt.payload, { role, sub: 'w-1' });
          return jwt;
        },
      },
    },
  }).callback();
  return {
    oidc: { issuer, audience: AUDIENCE, jwksUri: `${issuer}/jwks` },
    token: async (clientId: string, as: string): Promise<string> => {
      role = as;
      const asked = { grant_type: 'client_credentials', client_id: clientId, client_secret: SECRET };
      const body = new URLSearchParams(asked);
      const response = await fetch(`${issuer}/token`, { method: 'POST', body });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const database = withPostgres();
const kek = randomBytes(32).toString('base64');
const dataDir = mkdtempSync(join(tmpdir(), 'concord-two-issuers-'));
const users = [
  { id: 'administrator', clientId: ADMINISTRATOR, worker: 'w-1', role: 'administrator' },
  { id: 'dsl', clientId: SAME, worker: 'w-1', role: 'dsl' },
];
const clock = (): Date => new Date();

const start = (more: Partial<HubOptions['config']> = {}): Promise<Hub> =>
  startHub({
    config: {
      environment: 'development',
      host: '127.0.0.1',
      port: 0,
      dataDir,
      databaseUrl: database().appUrl,
      databaseOwnerUrl: database().ownerUrl,
      administratorClient: ADMINISTRATOR,
      drainSeconds: 0,
      logLevel: 'error',
      demo: false,
      kek,
      ...more,
    },
    clock,
    users,
  });

const callerOf =
  (hub: Hub) =>
  async (token: string, path: string, body?: object): Promise<{ status: number; code?: string }> => {
    const response = await fetch(`${hub.url}/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as { code?: string }) };
  };

describe('a client id that two issuers have given', () => {
  let provider: Awaited<ReturnType<typeof openProvider>>;

  // The provider says that it is not set up for production, which it is not.
  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    provider = await openProvider();
  });
  afterAll(() => {
    provider.close();
    jest.restoreAllMocks();
  });

  const asSchool = { id: 'school', name: 'School', sector: 'education', powers: [] };
  const asHealth = { id: 'health', name: 'Health', sector: 'health', powers: [] };
  const dsl = { code: 'dsl', title: 'Lead', reach: 'agency', functions: ['practitioner'] };

  it('speaks for the agency that registered it with the one, and for nobody with the other', async () => {
    const hub = await start();
    const call = callerOf(hub);
    const administrator = (await hub.tokenFor('administrator')) ?? '';
    for (const agency of [asSchool, asHealth]) {
      expect(await call(administrator, '/agencies', agency)).toMatchObject({ status: 201 });
      expect(await call(administrator, `/agencies/${agency.id}/roles`, dsl)).toMatchObject({ status: 201 });
    }
    // No issuer is named: it is the administrator's own.
    expect(await call(administrator, '/agencies/school/clients', { clientId: SAME })).toMatchObject({ status: 201 });
    expect(await call((await hub.tokenFor('dsl')) ?? '', '/agencies')).toMatchObject({ status: 200 });
    await hub.stop();

    const other = await start({ oidc: provider.oidc });
    const ask = callerOf(other);
    expect(await ask(await provider.token(SAME, 'dsl'), '/agencies')).toMatchObject({
      status: 401,
      code: 'identity/client-unknown',
    });
    await other.stop();
  });

  it('speaks for another agency with the other, once that agency has registered it there', async () => {
    const hub = await start({ oidc: provider.oidc });
    const call = callerOf(hub);
    const administrator = await provider.token(ADMINISTRATOR, 'administrator');
    const taken = { clientId: SAME, issuer: 'https://development.concord.invalid' };
    expect(await call(administrator, '/agencies/health/clients', taken)).toMatchObject({
      status: 422,
      code: 'agency/client-taken',
    });
    expect(await call(administrator, '/agencies/health/clients', { clientId: SAME })).toMatchObject({ status: 201 });
    expect(await call(await provider.token(SAME, 'dsl'), '/agencies')).toMatchObject({ status: 200 });

    // One hub that trusts both.
    const local = await developmentIssuer({ dataDir, clock, environment: 'development', host: '127.0.0.1', users });
    const { verify } = verifier({ issuers: [provider.oidc, local.trust], clock });
    const agencyOf = async (token: string) => (await knownCallers(hub.store).agencyOfClient(await verify(token)))?.id;
    expect(await agencyOf(await provider.token(SAME, 'dsl'))).toBe('health');
    expect(await agencyOf((await local.tokenFor('dsl')) ?? '')).toBe('school');
    await hub.stop();
  });
});
