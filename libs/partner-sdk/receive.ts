import type { PartnerMessage } from '@hub/partner-messages';
import { disposing } from './dispose.js';
import { Unacceptable } from './failure.js';
import { isHeartbeat, parsed, type HeartbeatMessage, type PlacedMessage } from './message.js';
import { bury, entryOf, failed, wait } from './outcomes.js';
import { hear, takePlace, type Place } from './place.js';
import { conclude, type Done, type Received, type Receiving } from './receiving.js';
import type { Entry, Unit, Waiting } from './store/store.js';
import { asMessage, validate } from './validate.js';
import { verify } from './verify.js';

/** A message in a text, and how often that text was sent round again. */
interface Come<M extends PartnerMessage> {
  readonly message: M;
  readonly text: string;
  readonly loops: number;
}

/** Why it may not be handed on, if its data is not as it has to be. */
const invalidity = (message: PartnerMessage): Unacceptable | undefined => {
  try {
    validate(message);
    return undefined;
  } catch (error) {
    if (error instanceof Unacceptable) return error;
    throw error;
  }
};

const wasHanded = (before: Entry | undefined): boolean =>
  before?.outcome === 'handled' || before?.outcome === 'unknown';

/**
 * Deals with a text that has come: verify, place, drop what is a repeat, validate, hand on, and keep all that in one transaction
 * with what the handler wrote. Rejects only where keys or store are out of reach: nothing has been done then.
 */
export const receiving = <Tx>(with_: Receiving<Tx>) => {
  const { keys, store, handlers, hub, ambient, counters } = with_;
  const dispose = disposing(handlers, hub);

  const authentic = async (text: string): Promise<PartnerMessage> => {
    const raw = parsed(text);
    await verify(raw, keys);
    return asMessage(raw);
  };

  const inPlace = async (
    unit: Unit<Tx>,
    { message, text, loops }: Come<PlacedMessage>,
    deal: (place: Place) => Promise<Done>,
  ): Promise<Done> => {
    const place = await takePlace(unit, message);
    if (place.verdict === 'repeat') return { received: 'repeat', tellings: place.gaps };
    if (place.verdict === 'conflict') {
      const why = new Unacceptable('conflict', `another message has the sequence ${message.sequence}`);
      return bury(unit, with_, { text, why, loops });
    }
    // What came in full and still waits is not handed on any more.
    if (place.verdict === 'revoked') await unit.dropWaiting(message.source, message.id);
    const done = await deal(place);
    return { ...done, tellings: [...place.gaps, ...done.tellings] };
  };

  const waitingOf = (
    { message: { source, id, subject }, text, loops }: Come<PlacedMessage>,
    attempts: number,
  ): Waiting => ({
    ...{ source, id, subject, text, loops, attempts },
    due: 0,
  });

  /** INVARIANT: a `waiting` entry that says `handled` is of a void message whose full form was handed on. */
  const waitingEntry = (message: PlacedMessage, { before }: Place): Entry =>
    entryOf(message, wasHanded(before) ? 'handled' : 'waiting');

  const receivePlaced = async (come: Come<PlacedMessage>): Promise<Done> => {
    const { message, text, loops } = come;
    const why = invalidity(message);
    const attempt = { made: false };
    try {
      return await store.transaction((unit) =>
        inPlace(unit, come, async (place) => {
          if (why) return bury(unit, with_, { text, why, loops, entry: entryOf(message, 'dead') });
          if (await unit.isWaiting(message.source, message.subject))
            return wait(unit, waitingEntry(message, place), waitingOf(come, 0));
          attempt.made = true;
          const handedBefore = wasHanded(place.before);
          const received = await dispose({ message, unit, attempt: 1, handedBefore, now: ambient.now() });
          await unit.keepEntry(entryOf(message, received));
          return { received, tellings: [] };
        }),
      );
    } catch (error) {
      if (!attempt.made) throw error;
      counters.add('failures');
      return store.transaction((unit) =>
        inPlace(unit, come, (place) =>
          failed(unit, with_, { entry: waitingEntry(message, place), waiting: waitingOf(come, 1), error }),
        ),
      );
    }
  };

  const receiveHeartbeat = ({ message, text, loops }: Come<HeartbeatMessage>): Promise<Done> => {
    const why = invalidity(message);
    return store.transaction(async (unit) =>
      why ? bury(unit, with_, { text, why, loops }) : { received: 'alive', tellings: await hear(unit, message) },
    );
  };

  return async (text: string, loops = 0): Promise<Received> => {
    let message: PartnerMessage;
    try {
      message = await authentic(text);
    } catch (why) {
      if (!(why instanceof Unacceptable)) throw why;
      return conclude(with_, await store.transaction((unit) => bury(unit, with_, { text, why, loops })));
    }
    const done = isHeartbeat(message)
      ? receiveHeartbeat({ message, text, loops })
      : receivePlaced({ message, text, loops });
    return conclude(with_, await done);
  };
};
