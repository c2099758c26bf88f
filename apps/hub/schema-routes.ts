import { PUBLISHED_SCHEMAS } from '@hub/partner-messages';
import type { FastifyInstance } from 'fastify';

const MEDIA_TYPE = 'application/schema+json';
/** What is at such an address stays as it is. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The schemas that `dataschema` of messages names, for anybody: they describe messages and say nothing about people. */
export const serveSchemas = (server: FastifyInstance): void => {
  for (const [path, schema] of Object.entries(PUBLISHED_SCHEMAS)) {
    const text = JSON.stringify(schema);
    server.get(path, (_request, reply) => reply.header('cache-control', FOR_EVER).type(MEDIA_TYPE).send(text));
  }
};
