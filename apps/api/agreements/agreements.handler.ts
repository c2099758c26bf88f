import { agreement, agreementRevision, streamOf, type AgreementCommand, type AgreementEvent } from '@hub/agreements';
import { handlerOn, type Appended, type Context, type EventStore, type Recorded } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { notForOthers } from '../access/not-for-others.js';
import type { CurrentRegister } from '../register/register.js';
import { EVENT_STORE, REGISTER } from '../tokens.js';

/** A command about an agreement, with its surroundings. The answer's revision is the agreement's own. */
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

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(REGISTER) private readonly register: CurrentRegister,
  ) {
    this.handle = handlerOn({
      store,
      decide: (command: AgreementCommand, standing) => {
        const events = agreement.decide(command, standing.agreements);
        if (events.length > 0) notForOthers(command, standing);
        return events;
      },
      standing: register,
      revisionOf: ({ data }, { changes }) => agreementRevision(changes, data.agreementId),
      streamOf,
      eventId,
    });
  }

  /** With what the command came to, so that a repeat can say it again. */
  async execute({ command, context }: HandleAgreement) {
    const appended = await this.handle(command, context);
    const { revision: to, eventIds, stream } = appended;
    const written = eventIds.length > 0 ? { from: to - eventIds.length + 1, to } : undefined;
    const events = written ? await this.store.read<AgreementEvent>(stream, written) : [];
    const { changes } = (await this.register()).state;
    return { ...appended, revision: agreementRevision(changes, command.data.agreementId, to), events };
  }
}
