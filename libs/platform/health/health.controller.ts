import { Controller, Get, HttpStatus, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../asking/asking.js';
import { CHECKS, READINESS } from '../tokens.js';
import { reportOf, type Check, type Readiness } from './health.js';

/** For those who start, watch and stop the hub. */
@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(CHECKS) private readonly checks: readonly Check[],
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  /** The process is alive; nothing else is asked. */
  @Get('ping')
  ping(): object {
    return { status: 'up' };
  }

  /** Requests may be sent here. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const needed = this.checks.filter((check) => check.needed);
    const { status } = await reportOf(this.readiness.accepting ? needed : [], this.readiness);
    return this.answer(reply, status, { status });
  }

  @Get('health')
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const report = await reportOf(this.checks, this.readiness);
    return this.answer(reply, report.status, report);
  }

  private answer(reply: FastifyReply, status: string, body: object): object {
    if (status !== 'up') void reply.code(HttpStatus.SERVICE_UNAVAILABLE).header('retry-after', '1');
    return body;
  }
}
