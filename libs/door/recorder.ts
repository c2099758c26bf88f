import { NO_STREAM, type Claim, type EventStore, type Instant } from '@hub/eventsourcing';
import { disclosure, streamOf, type DisclosureCommand, type DisclosureEvent } from '@hub/disclosures';
import { NotAnswered } from './not-answered.js';
import type { Asking } from './question.js';

export interface Recording {
  /** Seals what is confidential on its way in. */
  readonly store: Pick<EventStore, 'append'>;
  readonly eventId: (claim: Claim, index: number) => string;
}

/** An entry of the trail that is in the log. */
export interface Entry {
  readonly id: string;
  /** Says that what was recorded was not sent. Durable once resolved. */
  readonly void: (because: 'facts-moved' | 'not-answered', now: Instant) => Promise<void>;
}

type By = Pick<Asking, 'agency' | 'worker' | 'correlationId'>;

/** Writes to the trail: one stream per question, and one event before anything is answered. */
export const recorder = ({ store, eventId }: Recording) => {
  const append = async (
    command: DisclosureCommand,
    event: DisclosureEvent,
    { agency, worker, correlationId }: By,
    expected: number,
  ): Promise<void> => {
    const id = command.data.requestId;
    const claim = { agency, commandId: `trail:${id}:${String(expected + 1)}`, requestMac: id };
    const metadata = { agency, actor: worker, correlationId };
    const events = [{ ...event, id: eventId(claim, 0), metadata }];
    const { replayed } = await store.append({ stream: streamOf(command), events, expected, claim });
    // INVARIANT: one answer, one entry. An id that was used before has no entry for this answer.
    if (replayed) throw new NotAnswered('asked-before');
  };

  return async (command: DisclosureCommand, by: By): Promise<Entry> => {
    const recorded = disclosure.decide(command, disclosure.initial);
    const [event] = recorded;
    if (!event) throw new Error('an entry of the trail has an event');
    await append(command, event, by, NO_STREAM);
    const state = disclosure.evolve(disclosure.initial, event);
    const requestId = command.data.requestId;
    return {
      id: requestId,
      void: async (because, now) => {
        const voiding: DisclosureCommand = { type: 'VoidDisclosure', data: { requestId, because, now } };
        for (const voided of disclosure.decide(voiding, state)) await append(voiding, voided, by, 0);
      },
    };
  };
};

export type Record = ReturnType<typeof recorder>;
