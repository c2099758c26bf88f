import { disposing } from './dispose.js';
import { Unacceptable } from './failure.js';
import { parsed, type PlacedMessage } from './message.js';
import { bury, entryOf, failed } from './outcomes.js';
import { conclude, type Done, type Receiving } from './receiving.js';
import type { Unit, Waiting } from './store/store.js';
import { asMessage, validate } from './validate.js';
import { verify } from './verify.js';

/** Tries one message of those that wait, if one is due; says whether there was one. */
export const retrying = <Tx>(with_: Receiving<Tx>) => {
  const { keys, store, handlers, hub, ambient, counters } = with_;
  const dispose = disposing(handlers, hub);

  /** Alone with the feed, and only if nobody else has tried it in the meantime. */
  const alone = (waiting: Waiting, deal: (unit: Unit<Tx>) => Promise<Done>): Promise<Done | undefined> =>
    store.transaction(async (unit) => {
      await unit.feed(waiting.source);
      const still = await unit.waiting(waiting.source, waiting.id);
      return still?.attempts === waiting.attempts && still.text === waiting.text ? deal(unit) : undefined;
    });

  const attempt = async (waiting: Waiting, message: PlacedMessage): Promise<Done | undefined> => {
    const attempts = waiting.attempts + 1;
    const handler = { ran: false };
    try {
      return await alone(waiting, async (unit) => {
        handler.ran = true;
        const handedBefore = (await unit.entry(waiting.source, waiting.id))?.outcome === 'handled';
        const received = await dispose({ message, unit, attempt: attempts, handedBefore, now: ambient.now() });
        await unit.keepEntry(entryOf(message, received));
        await unit.dropWaiting(waiting.source, waiting.id);
        return { received, tellings: [] };
      });
    } catch (error) {
      if (!handler.ran) throw error;
      counters.add('failures');
      return alone(waiting, async (unit) => {
        const entry = (await unit.entry(waiting.source, waiting.id)) ?? entryOf(message, 'waiting');
        return failed(unit, with_, { entry, waiting: { ...waiting, attempts }, error });
      });
    }
  };

  const acceptable = async (text: string): Promise<PlacedMessage> => {
    const raw = parsed(text);
    await verify(raw, keys);
    const message = asMessage(raw) as PlacedMessage;
    validate(message);
    return message;
  };

  const tried = async (waiting: Waiting): Promise<Done | undefined> => {
    let message: PlacedMessage;
    try {
      message = await acceptable(waiting.text);
    } catch (why) {
      if (!(why instanceof Unacceptable)) throw why;
      const { text, loops, source, id } = waiting;
      return alone(waiting, async (unit) => {
        const entry = await unit.entry(source, id);
        return bury(unit, with_, { text, why, loops, ...(entry ? { entry } : {}) });
      });
    }
    return attempt(waiting, message);
  };

  return async (): Promise<boolean> => {
    const waiting = await store.transaction((unit) => unit.due(ambient.now()));
    if (waiting === undefined) return false;
    const done = await tried(waiting);
    if (done) await conclude(with_, done);
    return true;
  };
};
