import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** An answer with the revision that it shows. */
export class Revised<T extends object> {
  constructor(
    readonly answer: T,
    readonly revision: number,
  ) {}
}

/** Says the revision of an answer as its ETag. */
@Injectable()
export class Tagged implements NestInterceptor<Revised<object>, object> {
  intercept(context: ExecutionContext, next: CallHandler<Revised<object>>): Observable<object> {
    const reply = context.switchToHttp().getResponse<{ header(name: string, value: string): void }>();
    return next.handle().pipe(
      map(({ answer, revision }) => {
        reply.header('etag', `"${revision}"`);
        return answer;
      }),
    );
  }
}
