import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectionTo, principalOf, type Connection } from './index.js';

/** A token endpoint that notes what it is asked and answers what the test says. */
const provider = async (answer: () => string) => {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(body);
      response.end(answer());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/token`, close: () => new Promise((resolve) => server.close(resolve)) };
};

const brokers = ['127.0.0.1:9094'];
const byToken = (tokenUrl: string): Connection => ({
  brokers,
  security: 'SASL_SSL',
  sasl: { mechanism: 'OAUTHBEARER', tokenUrl, clientId: 'hub', clientSecret: 'hush', scope: 'kafka' },
});

const tokenOf = (connection: Connection): Promise<{ value: string }> => {
  const { sasl } = connectionTo(connection);
  if (sasl?.mechanism !== 'oauthbearer') throw new Error('no token is asked for');
  return sasl.oauthBearerProvider();
};

describe('a connection to Kafka', () => {
  it('is in clear, with a name and a password, or with certificates of somebody’s own', () => {
    expect(connectionTo({ brokers, security: 'PLAINTEXT' })).toEqual({ brokers });
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'hub', password: 'hush' } as const;
    expect(connectionTo({ brokers, security: 'SASL_SSL', sasl, ca: 'PEM' })).toEqual({
      brokers,
      ssl: { ca: 'PEM' },
      sasl: { mechanism: 'scram-sha-512', username: 'hub', password: 'hush' },
    });
    expect(connectionTo({ brokers, security: 'SASL_SSL', sasl }).ssl).toBe(true);
  });

  it('says by which principal the hub is known', () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'concord.hub', password: 'hush' } as const;
    expect(principalOf({ brokers, security: 'SASL_SSL', sasl })).toBe('User:concord.hub');
    expect(principalOf(byToken('https://login.example/token'))).toBe('User:hub');
    expect(principalOf({ brokers, security: 'PLAINTEXT' })).toBeUndefined();
  });

  it('asks an OpenID provider for its token each time', async () => {
    let count = 0;
    const { asked, url, close } = await provider(() => JSON.stringify({ access_token: `token ${(count += 1)}` }));
    try {
      expect(await tokenOf(byToken(url))).toEqual({ value: 'token 1' });
      expect(await tokenOf(byToken(url))).toEqual({ value: 'token 2' });
      expect(asked[0]).toBe('grant_type=client_credentials&client_id=hub&client_secret=hush&scope=kafka');
    } finally {
      await close();
    }
  });

  it.each([['not JSON, and hush'], ['{"error":"hush"}'], ['null']])(
    'has none where the provider says %s, and repeats none of it',
    async (answer) => {
      const { url, close } = await provider(() => answer);
      try {
        const failure: unknown = await tokenOf(byToken(url)).catch((error: unknown) => error);
        expect(failure).toMatchObject({ name: 'KafkaFailure', code: 'unavailable' });
        expect(String(failure)).not.toContain('hush');
      } finally {
        await close();
      }
    },
  );
});
