import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { override, streamOf, type OverrideCommand, type OverrideEvent } from '@hub/overrides';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import { BUSINESS, EVENT_STORE } from '../tokens.js';

/** A command about one override, with its surroundings. */
export class HandleOverride extends Command<Appended> {
  constructor(
    readonly command: OverrideCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleOverride)
export class OverrideHandler implements ICommandHandler<HandleOverride> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.handle = handlerOf({ store, decider: override, streamOf, eventId });
  }

  /** An emergency is about somebody whom the agency may have had no business with until now. */
  async execute({ command, context }: HandleOverride): Promise<Appended> {
    if (command.type === 'OpenOverride') await this.business.mustExist(command.data.subjects);
    return this.handle(await this.completed(command), context);
  }

  /** What a review found is about whom the override was about: their keys open it. */
  private async completed(command: OverrideCommand): Promise<OverrideCommand> {
    if (command.type !== 'ReviewOverride') return command;
    const events = await this.store.read<OverrideEvent>(streamOf(command));
    const subjects = events.flatMap(({ data }) => ('subjects' in data ? data.subjects : []));
    return { ...command, data: { ...command.data, because: { ...command.data.because, subjects } } };
  }
}
