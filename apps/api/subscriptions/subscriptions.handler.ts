import { agencyFacts } from '@hub/agencies';
import { agreementFacts } from '@hub/agreements';
import { fold, handlerOn, NO_STREAM, refuse, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { CLOCK } from '@hub/platform';
import {
  changes,
  mustHaveGrounds,
  streamOf,
  subscription,
  subscriptionRevision,
  type Changes,
  type Grounds,
  type SubscriptionCommand,
  type SubscriptionEvent,
  type Subscriptions,
  type Wanted,
} from '@hub/subscriptions';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CurrentRegister } from '../register/register.js';
import { EVENT_STORE, HAS_TOPICS, REGISTER } from '../tokens.js';

/** A command about a subscription, with its surroundings. The answer's revision is the subscription's own. */
export class HandleSubscription extends Command<Appended> {
  constructor(
    readonly command: SubscriptionCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** All subscriptions of an agency, and what the register says. */
interface Standing {
  readonly subscriptions: Subscriptions;
  readonly changes: Changes;
  readonly grounds: Grounds;
}

/** What a command opens, if it opens anything: the register has to bear that out. */
const openedBy = ({ type, data }: SubscriptionCommand, all: Subscriptions): Wanted | undefined => {
  if (type === 'RequestSubscription') return data.wanted;
  return type === 'ApproveSubscription' ? all.get(data.subscriptionId)?.wanted : undefined;
};

@CommandHandler(HandleSubscription)
export class SubscriptionHandler implements ICommandHandler<HandleSubscription> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(REGISTER) private readonly register: CurrentRegister,
    @Inject(CLOCK) private readonly clock: () => Date,
    @Inject(HAS_TOPICS) private readonly hasTopics: boolean,
  ) {
    this.handle = handlerOn({
      store,
      decide: (command: SubscriptionCommand, { subscriptions, grounds }: Standing) => {
        const events = subscription.decide(command, subscriptions);
        const opened = events.length > 0 ? openedBy(command, subscriptions) : undefined;
        if (opened) this.mustBeBorneOut(command.data.agencyId, opened, grounds);
        return events;
      },
      standing: async (command) => {
        const { revision, ...state } = await this.standing(command);
        return { state: { ...state, grounds: await this.grounds() }, revision };
      },
      revisionOf: ({ data }, standing) => subscriptionRevision(standing.changes, data.subscriptionId),
      streamOf,
      eventId,
    });
  }

  async execute({ command, context }: HandleSubscription): Promise<Appended> {
    const appended = await this.handle(command, context);
    const { changes: all } = await this.standing(command);
    return { ...appended, revision: subscriptionRevision(all, command.data.subscriptionId, appended.revision) };
  }

  private async standing(command: SubscriptionCommand) {
    const events = await this.store.read<SubscriptionEvent>(streamOf(command));
    const revision = events.at(-1)?.revision ?? NO_STREAM;
    return { subscriptions: fold(subscription, events), changes: fold(changes, events), revision };
  }

  private async grounds(): Promise<Grounds> {
    const { agencies, agreements } = (await this.register()).state;
    const at = this.clock().toISOString();
    return { agencies: agencyFacts(agencies), agreements: agreementFacts(agreements, at), at };
  }

  private mustBeBorneOut(agency: string, wanted: Wanted, grounds: Grounds): void {
    if (wanted.delivery === 'kafka' && !this.hasTopics)
      refuse('subscription/no-topics', 'this hub has no Kafka: the messages are fetched from the feed');
    mustHaveGrounds(agency, wanted, grounds);
  }
}
