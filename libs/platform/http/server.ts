import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AskingRequest } from '../asking/asking.js';
import { LARGEST_BODY, takeStrictJsonOnly } from '../body/parser.js';
import type { Log } from '../logging/log.js';
import { problemBody, PROBLEM_TYPE } from '../problems/problem-body.js';
import { answerProblem, type Answering } from '../problems/problem.filter.js';
import { problem, troubleWith } from '../problems/problem.js';
import type { Metrics } from '../health/metrics.js';
import { correlationIdOf } from './request-ids.js';

/** What is so broken that Node finds no request in it. */
const answerGarbage = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const trouble = troubleWith(error.code === 'HPE_HEADER_OVERFLOW' ? 'request/headers-too-large' : 'request/not-valid');
  const body = JSON.stringify(problemBody(trouble, randomUUID()));
  const head = `HTTP/1.1 ${trouble.status} Problem\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
};

/**
 * A request says for which host it is, once (RFC 9112, section 3.2). Node would answer with nothing but a status where it
 * does not, and take the first of two; HTTP/1.0 knew no hosts.
 */
const refuseOtherThanOneHost = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    const hosts = raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
    const isProper = hosts.length === 1 || (hosts.length === 0 && raw.httpVersion === '1.0');
    if (!isProper) void reply.header('connection', 'close');
    done(isProper ? undefined : problem('request/not-valid'));
  });
};

/** On every answer; a route that shows no personal data may say otherwise. */
const HEADERS = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * Hangs up after the answers that are still under way when the server closes: a caller that keeps its connection would
 * otherwise keep the hub alive for as long as it may stay idle.
 */
const hangUpOnClosing = (fastify: FastifyInstance): void => {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
};

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** One line for each request: the pattern of its route, never its address, its headers or its body. */
const logRequests = (fastify: FastifyInstance, log: Log): void => {
  fastify.addHook('onResponse', (request: AskingRequest, reply: FastifyReply, done: () => void) => {
    const { asking, id: requestId } = request;
    log.info(
      {
        requestId,
        correlationId: correlationIdOf(request),
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: rounded(reply.elapsedTime),
        ...(asking && { agency: asking.agency, client: asking.clientId }),
      },
      'request',
    );
    done();
  });
};

/** What is measured of each request: by the pattern of its route as well. */
const measureRequests = (fastify: FastifyInstance, { answered }: Pick<Metrics, 'answered'>): void => {
  fastify.addHook('onResponse', ({ method, routeOptions }, { statusCode: status, elapsedTime }, done) => {
    answered({ method, route: routeOptions.url ?? 'none', status, seconds: elapsedTime / 1_000 });
    done();
  });
};

/** The HTTP server: strict bodies, ids, headers and logs on every request, problems for everything that goes wrong early. */
export const httpServer = (answering: Answering, metrics?: Pick<Metrics, 'answered'>): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_BODY,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    http: { requireHostHeader: false },
    requestTimeout: 30_000,
    // Who drains first answers what still comes over open connections.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerGarbage,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answerProblem(error, request, reply, answering),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  takeStrictJsonOnly(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ ...HEADERS, 'x-request-id': correlationIdOf(request) });
    done();
  });
  refuseOtherThanOneHost(fastify);
  hangUpOnClosing(fastify);
  logRequests(fastify, answering.log);
  if (metrics) measureRequests(fastify, metrics);
  return adapter;
};
