import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { family, type FamilyCommand } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import { together, type Together } from './together.js';
import { BUSINESS, EVENT_STORE } from '../tokens.js';

/** Commands about one family, carried out together or not at all. */
export class HandleFamily extends Command<Appended> {
  constructor(
    readonly commands: readonly [FamilyCommand, ...FamilyCommand[]],
    readonly context: Context,
  ) {
    super();
  }
}

const streamOf = ({ data }: Together<FamilyCommand>): string => `family-${data.commands[0]?.data.familyId ?? ''}`;

const peopleIn = ({ type, data }: FamilyCommand): readonly PersonId[] => {
  if (type === 'TellStory') return [...data.tellers, ...data.about];
  return 'personId' in data ? [data.personId] : [];
};

@CommandHandler(HandleFamily)
export class FamilyHandler implements ICommandHandler<HandleFamily> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.handle = handlerOf({ store, decider: together(family), streamOf, eventId });
  }

  async execute({ commands, context }: HandleFamily): Promise<Appended> {
    const [{ type, data }] = commands;
    if (type !== 'FormFamily') await this.business.withFamily(data.agencyId, data.familyId);
    await this.business.withPeople(data.agencyId, commands.flatMap(peopleIn));
    return this.handle({ type: 'Together', data: { commands } }, context);
  }
}
