import { feed, feedStream, type FeedEvent, type Parked, type UnparkPerson } from '@hub/disclosures';
import { handlerOn, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import type { FeedLog, Told } from '@hub/partner-feed';
import type { AgencyId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CurrentRegister } from '../register/register.js';
import { EVENT_STORE, FEEDS, REGISTER } from '../tokens.js';

/** The feeds of partners in the log. */
export type Feeds = Pick<FeedLog, 'standing'>;

export interface ParkedPerson extends Parked {
  readonly agencyId: AgencyId;
  readonly key: string;
  /** Somebody has looked at it by now. */
  readonly released: boolean;
}

/** Everything that waits for somebody to look, or did, for whichever partner. */
export class AskParked extends Query<readonly ParkedPerson[]> {}

@QueryHandler(AskParked)
export class ParkedHandler implements IQueryHandler<AskParked> {
  constructor(
    @Inject(FEEDS) private readonly feeds: Feeds,
    @Inject(REGISTER) private readonly register: CurrentRegister,
  ) {}

  async execute(_: AskParked): Promise<readonly ParkedPerson[]> {
    const agencies = [...(await this.register()).state.agencies.keys()];
    const found = await Promise.all(
      agencies.map(async (agencyId) => {
        const { parked, unparked } = (await this.feeds.standing(agencyId)).state.feed;
        const waiting = [...parked].map(([key, one]) => ({ ...one, agencyId, key, released: false }));
        const before = [...unparked].filter(([key]) => !parked.has(key));
        return [...waiting, ...before.map(([key, one]) => ({ ...one, agencyId, key, released: true }))];
      }),
    );
    return found.flat();
  }
}

/** Lets what is parked be told of again, with what surrounds the command. */
export class HandleUnparking extends Command<Appended> {
  constructor(
    readonly command: UnparkPerson,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleUnparking)
export class UnparkingHandler implements ICommandHandler<HandleUnparking> {
  private readonly handle;

  constructor(@Inject(EVENT_STORE) store: EventStore, @Inject(FEEDS) feeds: Feeds) {
    this.handle = handlerOn<Told, UnparkPerson, FeedEvent>({
      store,
      eventId,
      streamOf: ({ data }) => feedStream(data.agencyId),
      standing: ({ data }) => feeds.standing(data.agencyId),
      decide: (command, told) => feed.decide(command, told.feed),
    });
  }

  execute({ command, context }: HandleUnparking): Promise<Appended> {
    return this.handle(command, context);
  }
}
