import type { Command, Decider } from './decider.js';
import type { Event, Metadata } from './event.js';
import { EventStoreError, NO_STREAM, type Append, type Appended, type Claim, type EventStore } from './event-store.js';
import { fold } from './folding.js';
import type { Standing } from './kept.js';
import { Refusal } from './refusal.js';

/** What surrounds a command: who gave it, how a repeat is recognised, and what the caller had seen. */
export interface Context {
  readonly claim: Claim;
  readonly metadata: Metadata;
  /** `If-Match`: the revision that the caller decided on. When the record has moved on, the command fails. */
  readonly expected?: number;
}

interface Surroundings<C extends Command> {
  readonly store: EventStore;
  readonly streamOf: (command: C) => string;
  /** Deterministic: the same claim and index give the same id. */
  readonly eventId: (claim: Claim, index: number) => string;
}

export interface Handling<S, C extends Command, E extends Event> extends Surroundings<C> {
  readonly decider: Decider<S, C, E>;
}

export interface Deciding<S, C extends Command, E extends Event> extends Surroundings<C> {
  readonly decide: (command: C, state: S) => readonly E[];
  /** What the command's stream has come to by now. */
  readonly standing: (command: C) => Promise<Standing<S>>;
  /** The revision that `expected` speaks of, where the stream holds many records; missing: the stream's. */
  readonly revisionOf?: (command: C, state: S) => number;
}

const ATTEMPTS = 5;

/**
 * Read, decide, append: the only way a command reaches the log.
 *
 * A command already carried out gets its first answer again, also when it came twice at the same time and stands in its own
 * way. A lost race is decided afresh, unless it has moved the revision that the caller had seen.
 */
export const handlerOn = <S, C extends Command, E extends Event>(deciding: Deciding<S, C, E>) => {
  const { store, standing } = deciding;
  const requestFor = requestOn(deciding);

  const decided = async (command: C, context: Context): Promise<Append | Appended> => {
    try {
      return requestFor(command, context, await standing(command));
    } catch (error) {
      const answered = isDecided(error) ? await store.answerTo(context.claim) : undefined;
      if (answered) return answered;
      throw error;
    }
  };

  return async (command: C, context: Context): Promise<Appended> => {
    const answered = await store.answerTo(context.claim);
    if (answered) return answered;
    for (let attempt = 1; ; attempt += 1) {
      const request = await decided(command, context);
      if ('replayed' in request) return request;
      try {
        return await store.append(request);
      } catch (error) {
        if (!lostRace(error) || attempt === ATTEMPTS) throw error;
      }
    }
  };
};

/** `handlerOn` for a stream that is one record: all of it is read for each command. */
export const handlerOf = <S, C extends Command, E extends Event>({ decider, ...around }: Handling<S, C, E>) => {
  const standing = async (command: C): Promise<Standing<S>> => {
    const history = await around.store.read<E>(around.streamOf(command));
    return { state: fold(decider, history), revision: history.at(-1)?.revision ?? NO_STREAM };
  };
  return handlerOn({ ...around, decide: (command, state) => decider.decide(command, state), standing });
};

const requestOn =
  <S, C extends Command, E extends Event>({ decide, revisionOf, streamOf, eventId }: Deciding<S, C, E>) =>
  (command: C, { claim, metadata, expected }: Context, { state, revision }: Standing<S>): Append => {
    const seen = revisionOf ? revisionOf(command, state) : revision;
    if (expected !== undefined && expected !== seen)
      throw new EventStoreError('revision-conflict', 'the record has changed since it was read');
    const events = decide(command, state).map((event, index) => ({ ...event, id: eventId(claim, index), metadata }));
    return { stream: streamOf(command), events, expected: revision, claim };
  };

/** The record as it stands does not let the command through. */
const isDecided = (error: unknown): boolean => error instanceof Refusal || lostRace(error);

const lostRace = (error: unknown): boolean => error instanceof EventStoreError && error.code === 'revision-conflict';
