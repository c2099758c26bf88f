import type { FeedPage, NotKept, PullFeed } from '@hub/pull-feed';
import type { AgencyId } from '@hub/sharing';
import { Inject } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FEED_BELL, PULL_FEED, SUBSCRIPTIONS } from '../tokens.js';
import { admitToFeed } from './admitted.js';
import type { FeedBell } from './bell.js';
import type { ActiveSubscriptions } from './subscribed.js';

export interface EventsQuestion {
  readonly agency: AgencyId;
  /** Missing: from the earliest on. */
  readonly after?: number;
  readonly limit: number;
  /** Whoever finds nothing waits until this says that it is enough. */
  readonly enough: AbortSignal;
}

/** The messages to an agency after a place in its feed. */
export class AskEvents extends Query<FeedPage | NotKept> {
  constructor(readonly question: EventsQuestion) {
    super();
  }
}

@QueryHandler(AskEvents)
export class EventsHandler implements IQueryHandler<AskEvents> {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PULL_FEED) private readonly feed: PullFeed,
    @Inject(FEED_BELL) private readonly bell: FeedBell,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {}

  async execute({ question: { agency, after, limit, enough } }: AskEvents): Promise<FeedPage | NotKept> {
    for (;;) {
      // INVARIANT: looked at after the last wait, so that nobody is answered on a permission from before it.
      await admitToFeed(this.queries, this.subscriptions, agency);
      const rung = this.bell.rung(agency);
      const page = await this.feed.page(agency, after, limit);
      const isEmpty = 'messages' in page && page.messages.length === 0;
      if (!isEmpty || !(await this.bell.rings(agency, rung, enough))) return page;
    }
  }
}
