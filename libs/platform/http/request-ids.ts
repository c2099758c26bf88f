import type { FastifyRequest } from 'fastify';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `X-Request-ID` where it is a UUID, the hub's own id for the request otherwise. */
export const correlationIdOf = ({ headers, id }: Pick<FastifyRequest, 'headers' | 'id'>): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : id;
};
