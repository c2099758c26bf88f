import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { person, type PersonCommand } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import { BUSINESS, EVENT_STORE } from '../tokens.js';

/** A command about one person, with its surroundings. */
export class HandlePerson extends Command<Appended> {
  constructor(
    readonly command: PersonCommand,
    readonly context: Context,
  ) {
    super();
  }
}

const streamOf = ({ data }: PersonCommand): string => `person-${data.personId}`;

/** People whom a command names besides the one that it is about. */
const othersIn = ({ data }: PersonCommand): readonly PersonId[] => ('holder' in data ? [data.holder] : []);

@CommandHandler(HandlePerson)
export class PersonHandler implements ICommandHandler<HandlePerson> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.handle = handlerOf({ store, decider: person, streamOf, eventId });
  }

  async execute({ command, context }: HandlePerson): Promise<Appended> {
    await this.check(command);
    return this.handle(command, context);
  }

  private async check(command: PersonCommand): Promise<void> {
    const { personId, agencyId } = command.data;
    if (command.type === 'RegisterPerson') return;
    if (command.type === 'RecordInvolvement') return this.business.mustExist([personId]);
    return this.business.withPeople(agencyId, [personId, ...othersIn(command)]);
  }
}
