import { wireForm } from '@hub/partner-messages';
import { Asked, CLOCK, KEYED_HASH, problem, type Asking } from '@hub/platform';
import type { KeyedHash } from '@hub/vault';
import { Controller, Inject, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Feeds } from '../contract/operation.js';
import { AskEvents } from './events.handler.js';
import { EventsQuery } from './feed.bodies.js';
import { feedCursors, type FeedCursors } from './feed-cursors.js';

const MOST = 200;

/** What a partner is told, for one that fetches it. */
@ApiTags('Feed')
@Controller('feed/events')
export class EventsController {
  private readonly cursors: FeedCursors;

  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(KEYED_HASH) keyedHash: KeyedHash,
    @Inject(CLOCK) clock: () => Date,
  ) {
    this.cursors = feedCursors(keyedHash, clock);
  }

  @Feeds('', {
    summary: 'Fetch the messages to the agency',
    description:
      'In order, byte for byte as a topic has them; void in its place where the permission has gone since. For an agency with an active subscription that is delivered by `pull`.',
    functions: ['system'],
  })
  async fetchEvents(
    @Query() { after, limit = MOST, wait = 0 }: EventsQuery,
    @Asked() { agency }: Asking,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const from: { readonly after?: number } = after === undefined ? {} : { after: this.cursors.read(agency, after) };
    const enough = AbortSignal.any([AbortSignal.timeout(wait * 1000), hungUp(reply)]);
    const page = await this.queries.execute(new AskEvents({ agency, ...from, limit, enough }));
    if ('earliest' in page) throw problem('feed/not-kept', { cursor: this.cursors.give(agency, page.earliest) });
    // At the end the place is the one that was asked for, in the same words.
    const place = page.next === from.after && after !== undefined ? after : this.cursors.give(agency, page.next);
    const next = new URLSearchParams({ after: place, limit: String(limit) });
    if (wait > 0) next.set('wait', String(wait));
    void reply.header('link', `</v1/feed/events?${next.toString()}>; rel="next"`);
    return `[${page.messages.map(wireForm).join(',')}]`;
  }
}

/** Whoever has gone waits for nothing. */
const hungUp = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  raw.once('close', () => {
    gone.abort();
  });
  return gone.signal;
};
