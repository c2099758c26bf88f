import { fold, refuse, type EventStore, type Recorded } from '@hub/eventsourcing';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import type { AgencyId } from '@hub/sharing';
import {
  changes,
  subscriptionRevision,
  subscriptionsFolding,
  subscriptionsStream,
  type Subscription,
  type SubscriptionEvent,
} from '@hub/subscriptions';
import { Controller, Inject, Param, Query as InQuery, UseInterceptors } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { PARTNERSHIP } from '../access/administrators.js';
import { cursorsOf } from '../contract/cursors.js';
import { RecordId } from '../contract/ids.js';
import { Shows } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { Revised, Tagged } from '../contract/revised.js';
import { pageById } from '../register/page-by-id.js';
import type { CurrentRegister } from '../register/register.js';
import { EVENT_STORE, REGISTER } from '../tokens.js';
import { answerOf, SubscriptionAnswer, SubscriptionsAnswer } from './subscriptions.answers.js';

export interface Standing {
  readonly subscription: Subscription;
  readonly revision: number;
}

/** The subscriptions that an agency may know of: its own; the partnership knows all. */
export class AskSubscriptions extends Query<readonly Standing[]> {
  constructor(readonly by: AgencyId) {
    super();
  }
}

@QueryHandler(AskSubscriptions)
export class SubscriptionsHandler implements IQueryHandler<AskSubscriptions> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(REGISTER) private readonly register: CurrentRegister,
  ) {}

  async execute({ by }: AskSubscriptions): Promise<readonly Standing[]> {
    const agencies = by === PARTNERSHIP ? [...(await this.register()).state.agencies.keys()] : [by];
    const streams = await this.store.readMany(agencies.map(subscriptionsStream));
    return [...streams.values()].flatMap((recorded) => {
      const events = recorded as readonly Recorded<SubscriptionEvent>[];
      const all = fold(changes, events);
      return [...fold(subscriptionsFolding, events).values()].map((subscription) => ({
        subscription,
        revision: subscriptionRevision(all, subscription.id),
      }));
    });
  }
}

/** A subscription by its id; the same 404 for one that is not there and one of another agency. */
export const findSubscription = async (queries: QueryBus, wanted: string, by: AgencyId): Promise<Standing> => {
  const all = await queries.execute(new AskSubscriptions(by));
  const found = all.find(({ subscription: { id } }) => id === wanted);
  return found ?? refuse('request/not-found', 'there is no such record, or not for you');
};

const readers = ['administrator', 'information-governance'] as const;

/** What agencies' systems are told of. */
@ApiTags('Subscriptions')
@Controller('subscriptions')
export class ReadSubscriptionsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Shows('', {
    summary: 'List the subscriptions',
    description: 'Those of the caller’s agency, whatever has become of them; for the partnership those of all.',
    functions: readers,
    answer: SubscriptionsAnswer,
  })
  async listSubscriptions(@InQuery() { limit, after }: PageQuery, @Asked() asking: Asking) {
    const cursors = cursorsOf<string>(this.cursors, asking, 'subscriptions', {});
    const from = cursors.after(after);
    const all = await this.queries.execute(new AskSubscriptions(asking.agency));
    const { items, next } = pageById(
      all.map(({ subscription }) => answerOf(subscription)),
      { limit, ...from },
    );
    return { items, page: cursors.page(next) };
  }

  @Shows(':id', {
    summary: 'Show a subscription',
    description: 'Its ETag is what If-Match takes: how often it has changed.',
    functions: readers,
    answer: SubscriptionAnswer,
  })
  @UseInterceptors(Tagged)
  async showSubscription(@Param() { id }: RecordId, @Asked() { agency }: Asking) {
    const { subscription, revision } = await findSubscription(this.queries, id, agency);
    return new Revised(answerOf(subscription), revision);
  }
}
