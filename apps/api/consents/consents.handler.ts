import type { ConsentCommand } from '@hub/consents';
import type { Appended, Context, EventStore } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import type { RecordsOf } from '../access/records-of.js';
import { BUSINESS, EVENT_STORE, RECORDS_OF } from '../tokens.js';
import { consentHandling } from './consent-handling.js';

/** A command about the consents of one person, with its surroundings. */
export class HandleConsent extends Command<Appended> {
  constructor(
    readonly command: ConsentCommand,
    readonly context: Context,
  ) {
    super();
  }
}

const peopleIn = ({ type, data }: ConsentCommand): readonly PersonId[] =>
  type === 'RecordConsent' ? [data.subject, data.grantor] : [data.subject];

@CommandHandler(HandleConsent)
export class ConsentHandler implements ICommandHandler<HandleConsent> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(RECORDS_OF) recordsOf: RecordsOf,
  ) {
    this.handle = consentHandling({ store, recordsOf });
  }

  async execute({ command, context }: HandleConsent): Promise<Appended> {
    await this.business.withPeople(command.data.agencyId, peopleIn(command));
    return this.handle(command, context);
  }
}
