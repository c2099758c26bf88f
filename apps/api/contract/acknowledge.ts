import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { Receipt, Written } from './written.js';

interface Reply {
  header(name: string, value: string): void;
}

/** Says in headers what a receipt says in its body: where the record is, its revision, and the position to wait for. */
@Injectable()
export class Acknowledge implements NestInterceptor<Receipt, Written> {
  intercept(context: ExecutionContext, next: CallHandler<Receipt>): Observable<Written> {
    const reply = context.switchToHttp().getResponse<Reply>();
    return next.handle().pipe(map((receipt) => acknowledge(reply, receipt)));
  }
}

const acknowledge = (reply: Reply, { location, replayed, body }: Receipt): Written => {
  reply.header('location', `/v1/${location}`);
  reply.header('etag', `"${body.revision}"`);
  reply.header('concord-position', body.position);
  if (replayed) reply.header('idempotency-replayed', 'true');
  return body;
};
