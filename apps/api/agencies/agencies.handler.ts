import { agency, streamOf, type AgencyCommand } from '@hub/agencies';
import { handlerOn, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CurrentRegister } from '../register/register.js';
import { EVENT_STORE, REGISTER } from '../tokens.js';

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

  constructor(@Inject(EVENT_STORE) store: EventStore, @Inject(REGISTER) register: CurrentRegister) {
    this.handle = handlerOn({
      store,
      decide: (command: AgencyCommand, { agencies }) => agency.decide(command, agencies),
      standing: register,
      streamOf,
      eventId,
    });
  }

  execute({ command, context }: HandleAgency): Promise<Appended> {
    return this.handle(command, context);
  }
}
