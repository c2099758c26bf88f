import { refuse } from '@hub/eventsourcing';
import { wireForm } from '@hub/partner-messages';
import { Asked, CLOCK, KEYED_HASH, type Asking } from '@hub/platform';
import type { KeyedHash } from '@hub/vault';
import { Controller, Inject, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isActive, refuseSuspended } from '../access/active-agency.js';
import { RecordId } from '../contract/ids.js';
import { Feeds } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { feedCursors } from './feed-cursors.js';
import { AskFeedReplayPage, AskKnownFeedReplay } from './replays.handler.js';

const MOST = 200;

/** What a replay tells, for the system of the agency that it is for. */
@ApiTags('Feed')
@Controller('feed/replays')
export class ReplayEventsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(KEYED_HASH) private readonly keyedHash: KeyedHash,
    @Inject(CLOCK) private readonly clock: () => Date,
  ) {}

  @Feeds(':id/events', {
    summary: 'Fetch the messages of a replay',
    description:
      'In order and with the places that they have in the feed, each with `replay` and signed anew; decided again as it is read, and void in its place where it may not be told any more. Beside the feed: neither the feed nor its cursors move. For any delivery.',
    functions: ['system'],
    replays: true,
  })
  async fetchReplay(
    @Param() { id }: RecordId,
    @Query() { after, limit = MOST }: PageQuery,
    @Asked() { agency }: Asking,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!(await isActive(this.queries, { agency }))) refuseSuspended();
    const replay = await this.queries.execute(new AskKnownFeedReplay(agency, id));
    // The partnership sees that there is one; the messages are the agency's.
    if (replay.agencyId !== agency) return refuse('request/not-found', 'there is no such record, or not for you');
    const cursors = feedCursors(this.keyedHash, this.clock, id);
    const from = after === undefined ? 0 : cursors.read(agency, after);
    const page = await this.queries.execute(new AskFeedReplayPage(replay, from, limit));
    if (page.next !== undefined) {
      const next = new URLSearchParams({ after: cursors.give(agency, page.next), limit: String(limit) });
      void reply.header('link', `</v1/feed/replays/${id}/events?${next.toString()}>; rel="next"`);
    }
    return `[${page.messages.map(wireForm).join(',')}]`;
  }
}
