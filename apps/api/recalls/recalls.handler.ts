import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { recall, streamOf, type AcknowledgeRecall } from '@hub/recalls';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../tokens.js';

/** What a recipient says of a recall, with its surroundings. */
export class HandleRecall extends Command<Appended> {
  constructor(
    readonly command: AcknowledgeRecall,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleRecall)
export class RecallHandler implements ICommandHandler<HandleRecall> {
  private readonly handle;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.handle = handlerOf({ store, decider: recall, streamOf, eventId });
  }

  execute({ command, context }: HandleRecall): Promise<Appended> {
    return this.handle(command, context);
  }
}
