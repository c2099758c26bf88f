import { jest } from '@jest/globals';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentIssuer, verifier } from '@hub/identity';
import { askForToken, AUDIENCE, openIdProvider } from '@hub/identity/testing';
import { withPostgres } from '@hub/postgres/testing';
import { knownCallers } from '../../apps/hub/known-callers.js';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { ADMINISTRATOR_CLIENT, configOf } from '../e2e/config.js';
import { startOverheard } from '../logs/index.js';

const SAME = 'client-of-school';

/** A real OpenID provider that gives the same client ids as the development issuer. */
const openProvider = async () => {
  const server: Server = createServer((request, response) => void callback(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  let role = '';
  const keys = [{ ...key, kid: 'es-1', alg: 'ES256', use: 'sig' }];
  const next = () => ({ claims: { role, sub: 'w-1' } });
  const callback = openIdProvider(issuer, { clients: [ADMINISTRATOR_CLIENT, SAME], keys, next }).callback();
  return {
    oidc: { issuer, audience: AUDIENCE, jwksUri: `${issuer}/jwks` },
    token: (clientId: string, as: string): Promise<string> => {
      role = as;
      return askForToken(issuer, clientId);
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
  { id: 'administrator', clientId: ADMINISTRATOR_CLIENT, worker: 'w-1', role: 'administrator' },
  { id: 'dsl', clientId: SAME, worker: 'w-1', role: 'dsl' },
];
const clock = (): Date => new Date();

const start = async (more: Partial<HubOptions['config']> = {}): Promise<Hub> =>
  (await startOverheard({ config: configOf(dataDir, database(), { kek, ...more }), clock, users })).hub;

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
    const administrator = await provider.token(ADMINISTRATOR_CLIENT, 'administrator');
    const taken = { clientId: SAME, issuer: 'https://development.concord.invalid' };
    expect(await call(administrator, '/agencies/health/clients', taken)).toMatchObject({
      status: 422,
      code: 'agency/client-taken',
    });
    expect(await call(administrator, '/agencies/health/clients', { clientId: SAME })).toMatchObject({ status: 201 });
    expect(await call(await provider.token(SAME, 'dsl'), '/agencies')).toMatchObject({ status: 200 });

    const local = await developmentIssuer({ dataDir, clock, environment: 'development', host: '127.0.0.1', users });
    // The hub trusts one issuer: a worker is known by the `sub` alone, and the other's `w-1` may be somebody else.
    expect(await hub.tokenFor('dsl')).toBeUndefined();
    expect(await call((await local.tokenFor('dsl')) ?? '', '/agencies')).toMatchObject({
      status: 401,
      code: 'identity/token-not-accepted',
    });

    // Were both trusted.
    const { verify } = verifier({ issuers: [provider.oidc, local.trust], clock });
    const agencyOf = async (token: string) => (await knownCallers(hub.store).agencyOfClient(await verify(token)))?.id;
    expect(await agencyOf(await provider.token(SAME, 'dsl'))).toBe('health');
    expect(await agencyOf((await local.tokenFor('dsl')) ?? '')).toBe('school');
    await hub.stop();
  });
});
