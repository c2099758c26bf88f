import type { Context } from '@hub/eventsourcing';
import { Asked, type Asking } from '@hub/platform';
import type { Said, SubscriptionCommand } from '@hub/subscriptions';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { forAgency, PARTNERSHIP } from '../access/administrators.js';
import { contextOf, newId } from '../contract/context.js';
import { RecordId } from '../contract/ids.js';
import { Nothing } from '../contract/nothing.js';
import { Records } from '../contract/operation.js';
import { Changed, changed, type Receipt } from '../contract/written.js';
import { EndSubscription, RefuseSubscription, RequestSubscription } from './subscriptions.bodies.js';
import { HandleSubscription } from './subscriptions.handler.js';
import { findSubscription } from './subscriptions.query.js';

const byAdministrator = { functions: ['administrator'], ifMatch: 'optional' } as const;

/** What agencies’ systems are told of: requested by the agency, answered by the partnership, ended by either. */
@ApiTags('Subscriptions')
@Controller('subscriptions')
export class SubscriptionsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Records('', {
    summary: 'Request a subscription',
    description:
      'For the caller’s agency, under an agreement in force that it is party to. Messages come once the partnership has ' +
      'approved it, about what happens from then on; each is decided by itself, for this role and purpose.',
    functions: ['administrator', 'information-governance'],
    answer: Changed,
  })
  requestSubscription(@Body() { ...wanted }: RequestSubscription, @Asked() asking: Asking): Promise<Receipt> {
    const { agency: agencyId, worker } = asking;
    const data = { agencyId, subscriptionId: newId(asking), worker, wanted };
    const command = { type: 'RequestSubscription', data } as const;
    return this.handle(command, contextOf(asking, command));
  }

  @Records(':id/approvals', {
    summary: 'Approve a subscription',
    description:
      'By an administrator of the partnership. One that is active under the same agreement, for the same role and purpose, ' +
      'ends with it: nothing is missed between the two.',
    ...byAdministrator,
  })
  approveSubscription(@Param() { id }: RecordId, @Body() _: Nothing, @Asked() asking: Asking): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    return this.answer(id, asking, (said) => ({ type: 'ApproveSubscription', data: said }));
  }

  @Records(':id/refusals', {
    summary: 'Refuse a subscription',
    description: 'By an administrator of the partnership.',
    ...byAdministrator,
  })
  refuseSubscription(
    @Param() { id }: RecordId,
    @Body() { reason }: RefuseSubscription,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    forAgency(PARTNERSHIP, asking);
    return this.answer(id, asking, (said) => ({ type: 'RefuseSubscription', data: { ...said, reason } }));
  }

  @Records(':id/endings', {
    summary: 'End a subscription',
    description: 'Or take a request back, by the agency itself or the partnership. Nothing more is sent under it.',
    ...byAdministrator,
    urgent: true,
  })
  endSubscription(
    @Param() { id }: RecordId,
    @Body() { reason }: EndSubscription,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    return this.answer(id, asking, (said) => ({ type: 'EndSubscription', data: { ...said, reason } }));
  }

  /** Whether a suspended agency may say this is settled before anything is looked up. */
  private async answer(
    subscriptionId: string,
    asking: Asking,
    command: (said: Said) => SubscriptionCommand,
  ): Promise<Receipt> {
    const { agency: by, worker } = asking;
    const context = contextOf(asking, command({ agencyId: by, subscriptionId, by, worker }));
    const { subscription } = await findSubscription(this.queries, subscriptionId, by);
    return this.handle(command({ agencyId: subscription.agencyId, subscriptionId, by, worker }), context);
  }

  private async handle(command: SubscriptionCommand, context: Context): Promise<Receipt> {
    const { subscriptionId } = command.data;
    const appended = await this.commands.execute(new HandleSubscription(command, context));
    return changed(`subscriptions/${subscriptionId}`, subscriptionId, appended);
  }
}
