import type { DevelopmentIssuer } from '@hub/identity';
import { problem } from '@hub/platform';
import type { FastifyInstance } from 'fastify';

const userIn = (body: unknown): string => {
  const { user, ...rest } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof user !== 'string' || Object.keys(rest).length > 0) throw problem('request/not-valid');
  return user;
};

/**
 * The embedded default's own issuer: whoever is on this machine may try out the demonstration's users.
 *
 * The issuer itself refuses to be there in production, or where others than this machine could ask.
 */
export const serveIssuer = (server: FastifyInstance, issuer: DevelopmentIssuer): void => {
  server.post('/dev/token', async ({ body }) => {
    const token = await issuer.tokenFor(userIn(body));
    if (token === undefined) throw problem('request/not-found');
    return { token };
  });
  server.get('/dev/jwks.json', () => issuer.trust.jwks);
};
