import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from '../problems/problem.js';
import { strictJson } from './strict-json.js';

/** 256 KiB. */
export const LARGEST_BODY = 256 * 1024;

const isPlainUtf8 = ({ headers }: FastifyRequest): boolean => {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '') ?? [];
  const encoding = headers['content-encoding'] ?? 'identity';
  return /^utf-?8$/i.test(charset) && encoding.toLowerCase() === 'identity';
};

/** Makes strict JSON the only body that the server takes. */
export const takeStrictJsonOnly = (fastify: FastifyInstance): void => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
    (request: FastifyRequest, bytes: Buffer, done: (error: Error | null, body?: unknown) => void) => {
      try {
        if (!isPlainUtf8(request)) throw problem('request/media-type');
        done(null, strictJson(bytes));
      } catch (error) {
        done(error as Error);
      }
    },
  );
};
