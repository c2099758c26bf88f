import { agency, streamOf, type AgencyCommand } from '@hub/agencies';
import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../tokens.js';

/** A command about an agency, with its surroundings. */
export class HandleAgency extends Command<Appended> {
  constructor(
    readonly command: AgencyCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleAgency)
export class AgencyHandler implements ICommandHandler<HandleAgency> {
  private readonly handle;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.handle = handlerOf({ store, decider: agency, streamOf, eventId });
  }

  execute({ command, context }: HandleAgency): Promise<Appended> {
    return this.handle(command, context);
  }
}
