import type { Signing } from '@hub/signing';
import type { FastifyInstance } from 'fastify';

const MEDIA_TYPE = 'application/jwk-set+json';
/** A partner that keeps the keys longer than this may find a new one late. */
const FIVE_MINUTES = 'public, max-age=300';

/** The keys by which partners verify what they are sent, for anybody. */
export const serveKeys = (server: FastifyInstance, jwks: Signing['jwks']): void => {
  const text = JSON.stringify(jwks);
  server.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', FIVE_MINUTES).type(MEDIA_TYPE).send(text),
  );
};
