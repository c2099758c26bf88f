import { agreement, streamOf, type AgreementCommand, type AgreementEvent } from '@hub/agreements';
import { handlerOf, type Appended, type Context, type EventStore, type Recorded } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../tokens.js';

/** A command about an agreement, with its surroundings. */
export class HandleAgreement extends Command<Appended & { readonly events: readonly Recorded<AgreementEvent>[] }> {
  constructor(
    readonly command: AgreementCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleAgreement)
export class AgreementHandler implements ICommandHandler<HandleAgreement> {
  private readonly handle;

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {
    this.handle = handlerOf({ store, decider: agreement, streamOf, eventId });
  }

  /** With what the command came to, so that a repeat can say it again. */
  async execute({ command, context }: HandleAgreement) {
    const appended = await this.handle(command, context);
    const { revision: to, eventIds } = appended;
    const written = await this.store.read<AgreementEvent>(appended.stream, { from: to - eventIds.length + 1, to });
    return { ...appended, events: eventIds.length > 0 ? written : [] };
  }
}
