import { fold, type Command, type Decider } from './decider.js';
import type { Event, Metadata } from './event.js';
import { EventStoreError, NO_STREAM, type Appended, type Claim, type EventStore } from './event-store.js';

/** What surrounds a command: who gave it, how a repeat is recognised, and what the caller had seen. */
export interface Context {
  readonly claim: Claim;
  readonly metadata: Metadata;
  /** `If-Match`: the revision that the caller decided on. When the stream has moved on, the command fails. */
  readonly expected?: number;
}

export interface Handling<S, C extends Command, E extends Event> {
  readonly store: EventStore;
  readonly decider: Decider<S, C, E>;
  readonly streamOf: (command: C) => string;
  /** Deterministic: the same claim and index give the same id. */
  readonly eventId: (claim: Claim, index: number) => string;
}

const ATTEMPTS = 5;

/**
 * Read, decide, append: the only way a command reaches the log.
 *
 * A command already carried out gets its first answer again. A lost race is decided afresh unless the caller said
 * which revision it had seen.
 */
export const handlerOf = <S, C extends Command, E extends Event>(handling: Handling<S, C, E>) => {
  const decideAndAppend = decidingOn(handling);
  return async (command: C, context: Context): Promise<Appended> => {
    const answered = await handling.store.answerTo(context.claim);
    if (answered) return answered;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await decideAndAppend(command, context);
      } catch (error) {
        if (!lostRace(error) || context.expected !== undefined || attempt === ATTEMPTS) throw error;
      }
    }
  };
};

const decidingOn =
  <S, C extends Command, E extends Event>({ store, decider, streamOf, eventId }: Handling<S, C, E>) =>
  async (command: C, { claim, metadata, expected }: Context): Promise<Appended> => {
    const stream = streamOf(command);
    const history = await store.read<E>(stream);
    const revision = history.at(-1)?.revision ?? NO_STREAM;
    if (expected !== undefined && expected !== revision)
      throw new EventStoreError('revision-conflict', 'the record has changed since it was read');

    const decided = decider.decide(command, fold(decider, history));
    const events = decided.map((event, index) => ({ ...event, id: eventId(claim, index), metadata }));
    return store.append({ stream, events, expected: revision, claim });
  };

const lostRace = (error: unknown): boolean => error instanceof EventStoreError && error.code === 'revision-conflict';
