import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../logging/log.js';
import { safeError } from '../logging/safe-error.js';
import { problemBody, problemHeaders } from './problem-body.js';
import { troubleOf, type KnownTroubles } from './trouble-of.js';

/** Answers with the problem that an error comes to; faults of ours are logged without what they were about. */
export const answerProblem = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, known }: Answering,
): void => {
  const trouble = troubleOf(error, request.headers['if-match'] !== undefined, known);
  if (trouble.status >= 500)
    log.error({ requestId: request.id, code: trouble.code, ...safeError(error) }, 'not answered');
  if (reply.sent) return;
  // As bytes: to a text Fastify would add a charset, which this type does not have.
  void reply
    .code(trouble.status)
    .headers(problemHeaders(trouble))
    .send(Buffer.from(JSON.stringify(problemBody(trouble, request.id))));
};

export interface Answering {
  readonly log: Log;
  readonly known: KnownTroubles;
}

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly answering: Answering) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.answering);
  }
}
