import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { match, type MatchCommand } from '@hub/people';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../tokens.js';

/** A steward's command about a match of two people, with its surroundings. */
export class HandleMatch extends Command<Appended> {
  constructor(
    readonly command: MatchCommand,
    readonly context: Context,
  ) {
    super();
  }
}

const streamOf = ({ data }: MatchCommand): string => `match-${data.matchId}`;

@CommandHandler(HandleMatch)
export class MatchHandler implements ICommandHandler<HandleMatch> {
  private readonly handle;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.handle = handlerOf({ store, decider: match, streamOf, eventId });
  }

  execute({ command, context }: HandleMatch): Promise<Appended> {
    return this.handle(command, context);
  }
}
