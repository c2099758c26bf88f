import { disclosure, streamOf, type DisclosureCommand } from '@hub/disclosures';
import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import { BUSINESS, EVENT_STORE } from '../tokens.js';

/** An entry that somebody makes in the trail by hand; those of reads are made by the door. */
export type EntryByHand = Extract<DisclosureCommand, { type: 'RecordManualDisclosure' | 'DeclineDisclosure' }>;

/** A command to the trail, with its surroundings. */
export class HandleDisclosure extends Command<Appended> {
  constructor(
    readonly command: EntryByHand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleDisclosure)
export class DisclosureHandler implements ICommandHandler<HandleDisclosure> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.handle = handlerOf({ store, decider: disclosure, streamOf, eventId });
  }

  async execute({ command, context }: HandleDisclosure): Promise<Appended> {
    await this.business.withPeople(command.data.agencyId, command.data.subjects);
    return this.handle(command, context);
  }
}
