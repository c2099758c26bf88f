import {
  feedReplay,
  feedReplayStream,
  type AskForFeedReplay,
  type FeedReplay,
  type FeedReplayEvent,
  type FeedSelection,
} from '@hub/disclosures';
import {
  fold,
  handlerOn,
  NO_STREAM,
  refuse,
  type Appended,
  type Context,
  type EventStore,
  type Standing,
} from '@hub/eventsourcing';
import type { FeedReplays, ReplayPage, ReplayPreview } from '@hub/pull-feed';
import type { AgencyId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { PARTNERSHIP } from '../access/administrators.js';
import { EVENT_STORE, FEED_REPLAYS, SUBSCRIPTIONS } from '../tokens.js';
import type { ActiveSubscriptions } from './subscribed.js';

type Made = FeedReplayEvent['data'];

/** Whoever is told nothing is told nothing once more. */
const mustBeSubscribed = async (subscriptions: ActiveSubscriptions, agency: AgencyId): Promise<void> => {
  if ((await subscriptions(agency)).length === 0)
    refuse('feed/without-subscription', 'the agency has no active subscription');
};

/** Makes a replay, with what surrounds the command. */
export class HandleFeedReplay extends Command<Appended> {
  constructor(
    readonly command: AskForFeedReplay,
    readonly context: Context,
  ) {
    super();
  }
}

interface Making {
  readonly replay: FeedReplay;
  readonly preview: ReplayPreview;
}

@CommandHandler(HandleFeedReplay)
export class FeedReplayHandler implements ICommandHandler<HandleFeedReplay> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(FEED_REPLAYS) private readonly replays: FeedReplays,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {
    this.handle = handlerOn<Making, AskForFeedReplay, FeedReplayEvent>({
      store,
      eventId,
      streamOf: ({ data }) => feedReplayStream(data.replayId),
      standing: (command) => this.standing(command),
      decide: ({ type, data }, { replay, preview }) =>
        feedReplay.decide({ type, data: { ...data, ...preview } }, replay),
    });
  }

  execute({ command, context }: HandleFeedReplay): Promise<Appended> {
    return this.handle(command, context);
  }

  private async standing({ data: { replayId, agencyId, selection } }: AskForFeedReplay): Promise<Standing<Making>> {
    await mustBeSubscribed(this.subscriptions, agencyId);
    const events = await this.store.read<FeedReplayEvent>(feedReplayStream(replayId));
    const preview = await this.replays.preview(agencyId, selection);
    return { state: { replay: fold(feedReplay, events), preview }, revision: events.at(-1)?.revision ?? NO_STREAM };
  }
}

/** What a replay would come to now. */
export class AskFeedReplayPreview extends Query<ReplayPreview> {
  constructor(
    readonly agency: AgencyId,
    readonly selection: FeedSelection,
  ) {
    super();
  }
}

@QueryHandler(AskFeedReplayPreview)
export class FeedReplayPreviewHandler implements IQueryHandler<AskFeedReplayPreview> {
  constructor(
    @Inject(FEED_REPLAYS) private readonly replays: FeedReplays,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {}

  async execute({ agency, selection }: AskFeedReplayPreview): Promise<ReplayPreview> {
    await mustBeSubscribed(this.subscriptions, agency);
    return this.replays.preview(agency, selection);
  }
}

/** A replay of the messages to an agency, for that agency and the partnership; a 404 for everybody else. */
export class AskKnownFeedReplay extends Query<Made> {
  constructor(
    readonly by: AgencyId,
    readonly replayId: string,
  ) {
    super();
  }
}

@QueryHandler(AskKnownFeedReplay)
export class KnownFeedReplayHandler implements IQueryHandler<AskKnownFeedReplay> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ by, replayId }: AskKnownFeedReplay): Promise<Made> {
    const found = fold(feedReplay, await this.store.read<FeedReplayEvent>(feedReplayStream(replayId)));
    const may = found && (by === found.agencyId || by === PARTNERSHIP);
    return may ? found : refuse('request/not-found', 'there is no such record, or not for you');
  }
}

/** Messages of a replay, for the agency that they are to. */
export class AskFeedReplayPage extends Query<ReplayPage> {
  constructor(
    readonly replay: Made,
    readonly after: number,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(AskFeedReplayPage)
export class FeedReplayPageHandler implements IQueryHandler<AskFeedReplayPage> {
  constructor(
    @Inject(FEED_REPLAYS) private readonly replays: FeedReplays,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {}

  async execute({ replay, after, limit }: AskFeedReplayPage): Promise<ReplayPage> {
    await mustBeSubscribed(this.subscriptions, replay.agencyId);
    return this.replays.page(replay, after, limit);
  }
}
