import { acknowledge } from '@hub/platform';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Receipt } from './written.js';

/** Says in headers what a receipt says in its body: where the record is, the position to wait for, and its revision if any. */
@Injectable()
export class Acknowledge implements NestInterceptor<Receipt, Receipt['body']> {
  intercept(context: ExecutionContext, next: CallHandler<Receipt>): Observable<Receipt['body']> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ location, replayed, body }) => {
        acknowledge(reply, { ...body, replayed }, `/v1/${location}`);
        return body;
      }),
    );
  }
}
