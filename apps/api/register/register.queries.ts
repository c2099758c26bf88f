import { agency, type Agencies, type AgencyEvent } from '@hub/agencies';
import { agreement, type Agreements, type AgreementEvent } from '@hub/agreements';
import { fold, NO_STREAM, type EventStore } from '@hub/eventsourcing';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE } from '../tokens.js';

/** The members of the partnership and their agreements, as they stand. */
export interface Register {
  readonly agencies: Agencies;
  readonly agreements: Agreements;
  readonly revision: number;
}

export class AskRegister extends Query<Register> {}

@QueryHandler(AskRegister)
export class RegisterHandler implements IQueryHandler<AskRegister> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute(): Promise<Register> {
    const events = await this.store.read<AgencyEvent | AgreementEvent>('register');
    return {
      agencies: fold(agency, events as readonly AgencyEvent[]),
      agreements: fold(agreement, events as readonly AgreementEvent[]),
      revision: events.at(-1)?.revision ?? NO_STREAM,
    };
  }
}
