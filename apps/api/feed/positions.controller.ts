import { refuse } from '@hub/eventsourcing';
import { Asked, type Asking } from '@hub/platform';
import type { PullFeed } from '@hub/pull-feed';
import type { AgencyId } from '@hub/sharing';
import { Body, Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { forAgency, PARTNERSHIP } from '../access/administrators.js';
import { Places, Shows } from '../contract/operation.js';
import { AskRegister } from '../register/register.queries.js';
import { FEED_POSITIONS, PULL_FEED, SUBSCRIPTIONS } from '../tokens.js';
import { admitToFeed } from './admitted.js';
import { PositionAnswer, PositionsAnswer, TellPosition } from './feed.bodies.js';
import type { FeedPosition, FeedPositions } from './positions.js';
import type { ActiveSubscriptions } from './subscribed.js';

/** How far the partners that fetch their messages have come. */
@ApiTags('Feed')
@Controller('feed')
export class PositionsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PULL_FEED) private readonly feed: PullFeed,
    @Inject(FEED_POSITIONS) private readonly positions: FeedPositions,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {}

  @Places('position', {
    summary: 'Say how far the agency’s system has come',
    description: 'Kept, and never taken back by a smaller one. What is fetched does not depend on it.',
    functions: ['system'],
    answer: PositionAnswer,
  })
  async tellPosition(@Body() { position }: TellPosition, @Asked() { agency, at }: Asking) {
    await admitToFeed(this.queries, this.subscriptions, agency);
    if (position > (await this.feed.last(agency)))
      refuse('feed/position-ahead', 'nobody has dealt with a message that has not been released');
    return this.lagOf(await this.positions.advance({ agency, position, toldAt: at }));
  }

  @Shows('positions', {
    summary: 'List how far the partners have come',
    description: 'Those that fetch their messages. For administrators of the partnership.',
    functions: ['administrator'],
    answer: PositionsAnswer,
  })
  async listPositions(@Asked() asking: Asking) {
    forAgency(PARTNERSHIP, asking);
    const { agencies } = await this.queries.execute(new AskRegister());
    const told = new Map((await this.positions.all()).map((one) => [one.agency, one]));
    const items = await Promise.all([...agencies.keys()].sort().map((agency) => this.partner(agency, told)));
    return { items: items.flat(), page: {} };
  }

  private async partner(agency: AgencyId, told: ReadonlyMap<AgencyId, FeedPosition>) {
    const known = told.get(agency);
    const active = await this.subscriptions(agency);
    if (!known && !active.some(({ wanted }) => wanted.delivery === 'pull')) return [];
    const { position, last, lag } = await this.lagOf(known ?? { agency, position: 0 });
    const waitingSince = lag > 0 ? await this.feed.waitingSince(agency, position) : undefined;
    const when = { ...(known && { toldAt: known.toldAt }), ...(waitingSince !== undefined && { waitingSince }) };
    return [{ agencyId: agency, position, last, lag, ...when }];
  }

  private async lagOf({ agency, position }: Pick<FeedPosition, 'agency' | 'position'>) {
    const last = await this.feed.last(agency);
    return { position, last, lag: Math.max(0, last - position) };
  }
}
