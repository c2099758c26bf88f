import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { CauseEvent, Releasing } from '@hub/partner-feed';
import { safeError, type Health, type Log } from '@hub/platform';
import { setTimeout as sleep } from 'node:timers/promises';

/** How far the process has come. It saves time, and nothing rests on it: each feed says itself how far it has been dealt with. */
export interface ReleaseCheckpoint {
  load(): Promise<Position | undefined>;
  save(position: Position): Promise<void>;
}

export interface ReleaseProcessParts {
  readonly store: Pick<EventStore, 'start' | 'page' | 'follow' | 'isAfter'>;
  /** A release that has seen nothing of the log yet. */
  readonly begin: () => Releasing;
  readonly checkpoint: ReleaseCheckpoint;
  readonly log: Log;
}

/** Follows the log, and releases what partners are told because of it. */
export interface ReleaseProcess {
  start(): void;
  stop(): Promise<void>;
  health(): Health;
}

const PAUSE = 5_000;
/** Milliseconds. */
const SAVED_EVERY = 200;
/** Events that are read at once of what has been dealt with. */
const PAGE = 1_000;

/** The same, of which the next is on its way while one is dealt with. */
async function* fetchingAhead<T>(all: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = all[Symbol.asyncIterator]();
  for (let coming = iterator.next(); ;) {
    const one = await coming;
    if (one.done === true) return;
    coming = iterator.next();
    // Whatever goes wrong with it is met in its turn.
    coming.catch(() => undefined);
    yield one.value;
  }
}

/**
 * Saves how far it has come, now and then: nobody waits for it, and nothing is wrong where it fails, for then a little is looked at
 * twice.
 */
const nowAndThen = (checkpoint: Pick<ReleaseCheckpoint, 'save'>) => {
  const ending = new AbortController();
  let place: Position | undefined;
  let running: Promise<void> | undefined;

  const save = async (): Promise<void> => {
    for (let saved: Position | undefined; place !== undefined && saved !== place;) {
      await sleep(SAVED_EVERY, undefined, { signal: ending.signal }).catch(() => undefined);
      saved = place;
      await checkpoint.save(saved).catch(() => undefined);
    }
    running = undefined;
  };

  return {
    reached: (position: Position): void => {
      place = position;
      running ??= save();
    },
    end: async (): Promise<void> => {
      ending.abort();
      await running;
    },
  };
};

/** The log holds events of the hub and no others. */
const causesIn = (page: readonly Recorded[]): readonly CauseEvent[] => page as readonly CauseEvent[];

export const releaseProcess = ({ store, begin, checkpoint, log }: ReleaseProcessParts): ReleaseProcess => {
  const stopping = new AbortController();
  let health: Health = { up: false, because: 'not started' };
  let running: Promise<void> = Promise.resolve();
  let parked = 0;

  /** Who has subscribed and who has to do with whom is worked out of the log, as far as it has been dealt with. */
  const remember = async (releasing: Releasing, upTo: Position): Promise<void> => {
    for (let after = store.start; store.isAfter(upTo, after) && !stopping.signal.aborted;) {
      const page = causesIn(await store.page(after, PAGE));
      releasing.remember(page.filter(({ position }) => !store.isAfter(position, upTo)));
      after = page.at(-1)?.position ?? upTo;
    }
  };

  const look = (releasing: Releasing): void => {
    const before = parked;
    parked = releasing.parked();
    if (parked > before)
      log.error({ parked }, 'a message could not be made or sent: what it is about waits for somebody to look');
    health = parked === 0 ? { up: true } : { up: false, because: 'parked', parked };
  };

  /** Stands still at the first failure, says so, and begins again from its checkpoint. */
  const follow = async (): Promise<void> => {
    const releasing = begin();
    const from = (await checkpoint.load()) ?? store.start;
    await remember(releasing, from);
    await releasing.catchUp();
    look(releasing);
    const ended = new AbortController();
    const saving = nowAndThen(checkpoint);
    try {
      for await (const batch of fetchingAhead(store.follow(from, AbortSignal.any([stopping.signal, ended.signal])))) {
        await releasing.release(causesIn(batch));
        look(releasing);
        const last = batch.at(-1);
        if (last) saving.reached(last.position);
      }
    } finally {
      ended.abort();
      await saving.end();
    }
  };

  const patiently = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        health = { up: false, because: 'failed' };
        log.error(safeError(error), 'the release of messages to partners stands still');
        await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    start: () => void (running = patiently()),
    async stop() {
      stopping.abort();
      await running;
      health = { up: false, because: 'stopped' };
    },
    health: () => health,
  };
};
