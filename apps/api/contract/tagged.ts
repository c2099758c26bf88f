import { answerTag, KEYED_HASH, tagsIn } from '@hub/platform';
import type { KeyedHash } from '@hub/vault';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { PageAnswer } from './paging.js';

/** What two answers that say the same do not have in common: when, under which entry of the trail, and the cursor. */
interface Answer {
  readonly asAt?: string;
  readonly disclosureId?: string;
  readonly page?: PageAnswer;
}

const saying = ({ asAt: _, disclosureId: __, page, ...said }: Answer): object => ({
  ...said,
  goesOn: page?.next !== undefined,
});

/**
 * Tags an answer by what it says (`ETag`), and leaves its body out where the caller has it already (`If-None-Match`).
 * It has been decided and recorded all the same. What the caller may not see is not in it, so it moves no tag.
 */
@Injectable()
export class Tagged implements NestInterceptor<Answer, Answer | undefined> {
  constructor(@Inject(KEYED_HASH) private readonly keyedHash: KeyedHash) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer | undefined> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const known = tagsIn(http.getRequest<FastifyRequest>().headers);
    return next.handle().pipe(
      map((answer) => {
        const tag = answerTag(saying(answer), this.keyedHash);
        void reply.header('etag', tag);
        if (!known.includes(tag)) return answer;
        void reply.code(304);
        return undefined;
      }),
    );
  }
}
