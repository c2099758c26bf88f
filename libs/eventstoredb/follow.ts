import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { START, streamNameFilter, type AllStreamSubscription } from '@eventstore/db-client';
import type { Following, Position, Recorded } from '@hub/eventsourcing';
import type { WholeLog } from './all.js';
import { isPassing, translated } from './failure.js';
import { deadlineIn, pauses } from './limits.js';
import { BEGINNING, isAfter } from './places.js';
import { bytesOf, isOwn, positionIn, type Raw } from './record.js';
import type { Reading } from './reading.js';

const BATCH = 500;
/** Events that may wait for the reader before the server is held back. */
const MOST_WAITING = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;
/** How many events the server looks at between two reports of where it is, which nobody reads. */
const RARELY = 1_000;

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

const nothing = (): void => undefined;

/** So many milliseconds; of none, until what has come at the same time is there. */
const until = async (milliseconds: number, ended: AbortSignal): Promise<void> => {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: ended }).catch(nothing);
  else await setImmediate();
};

/** What `work` comes to, unless nobody wants to know any more before. */
const unlessEnded = async <T>(work: Promise<T>, ended: AbortSignal): Promise<T | undefined> => {
  let leave = nothing;
  const left = new Promise<undefined>((resolve) => {
    leave = () => resolve(undefined);
    ended.addEventListener('abort', leave);
    if (ended.aborted) leave();
  });
  work.catch(nothing);
  return Promise.race([work, left]).finally(() => ended.removeEventListener('abort', leave));
};

/** What a subscription has brought and nobody has taken yet. It holds the subscription back when that is much. */
const inboxOf = (
  subscription: AllStreamSubscription,
  wanted: (raw: Raw) => Raw | undefined,
  read: (raws: readonly Raw[]) => readonly Recorded[],
) => {
  let waiting: Raw[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: unknown;
  let wake = nothing;

  subscription.on('data', ({ event }) => {
    const raw = event && wanted(event);
    if (!raw) return;
    waiting.push(raw);
    bytes += bytesOf(raw);
    if (waiting.length >= MOST_WAITING || bytes >= MOST_BYTES) subscription.pause();
    wake();
  });
  const over = (): void => {
    isOver = true;
    wake();
  };
  subscription.on('error', (error) => {
    failure ??= error;
    over();
  });
  subscription.on('end', over);
  subscription.on('close', over);

  return {
    take(): readonly Recorded[] {
      const taken = waiting.splice(0, BATCH);
      if (waiting.length === 0) {
        [waiting, bytes] = [[], 0];
        if (subscription.isPaused()) subscription.resume();
      }
      return read(taken);
    },
    isEmpty: () => waiting.length === 0,
    /** It is over, and all taken. That the server does not let the hub in is thrown: the next one would fare no better. */
    isDone(): boolean {
      if (isOver && failure !== undefined && !isPassing(failure)) throw translated(failure);
      return isOver && waiting.length === 0;
    },
    /** Until something comes, it is over, nothing has come for so long, or nobody wants to know any more. */
    news: (silence: number, ended: AbortSignal) =>
      new Promise<void>((resolve) => {
        const heard = (): void => {
          clearTimeout(timer);
          ended.removeEventListener('abort', heard);
          wake = nothing;
          resolve();
        };
        const timer = setTimeout(heard, silence);
        ended.addEventListener('abort', heard);
        wake = heard;
        if (ended.aborted || isOver || waiting.length > 0) heard();
      }),
  };
};

/**
 * The log from a position on, for as long as somebody follows.
 *
 * INVARIANT: whatever ends a subscription (an error, a clean end, silence, having been dropped as too slow) the next one
 * begins after the last event handed out, so that none is skipped and none comes twice.
 */
export const followingOf = (
  { connection, timeouts, seen, recorded, space }: Reading,
  { places, ports: { head } }: WholeLog,
  closed: AbortSignal,
) => {
  /** Where on the server to begin; nothing where the log does not answer at present. */
  const placeAfter = async (position: Position): Promise<bigint | undefined> => {
    try {
      return await places.of(position, deadlineIn(timeouts.whole));
    } catch (error) {
      if (error instanceof RangeError || !isPassing(error)) throw translated(error);
      return undefined;
    }
  };

  const subscribed = (place: bigint): AllStreamSubscription => {
    const client = connection.client();
    const subscription = client.subscribeToAll({
      fromPosition: place === BEGINNING ? START : { commit: place, prepare: place },
      filter: streamNameFilter({ regex: space.filter, checkpointInterval: RARELY }),
      requiresLeader: true,
    });
    return subscription.on('error', (error) => connection.failed(client, error));
  };

  const read = (raws: readonly Raw[]): readonly Recorded[] => {
    const events = places.handedOut(raws).map(recorded);
    seen.read(events);
    return events;
  };

  const isBehind = async (position: Position): Promise<boolean> =>
    isAfter(await head().catch(() => position), position);

  /** What one subscription brings, until it has ended, failed, or fallen silent while there was something to say. */
  async function* brought(after: Position, ended: AbortSignal, linger: number): AsyncGenerator<readonly Recorded[]> {
    // Who is silent to whoever asks is silent here: a client that is given up is not waited for.
    const left = connection.left();
    const over = AbortSignal.any([ended, left]);
    const place = await unlessEnded(placeAfter(after), over);
    if (place === undefined || over.aborted) return;
    const goesOn = (inbox: ReturnType<typeof inboxOf>): boolean =>
      !ended.aborted && !inbox.isDone() && !(left.aborted && inbox.isEmpty());
    let position = after;
    let isPast = false;
    // Where it had to begin too early, what comes first has been handed out before.
    const wanted = (found: Raw): Raw | undefined => {
      const raw = space.inside(found);
      return raw && isOwn(raw) && (isPast ||= isAfter(positionIn(raw), after)) ? raw : undefined;
    };
    // It may fail at once: whoever listens later hears nothing of it.
    const subscription = subscribed(place);
    const inbox = inboxOf(subscription, wanted, read);
    const news = async (): Promise<void> => {
      const silence = deadlineIn(timeouts.silence);
      await inbox.news(timeouts.silence, over);
      if (!inbox.isEmpty()) await until(linger, ended);
      else if (silence.left() === 0 && (await unlessEnded(isBehind(position), ended))) subscription.destroy();
    };
    try {
      while (goesOn(inbox)) {
        if (inbox.isEmpty()) await news();
        const batch = inbox.take();
        if (batch.length > 0) yield batch;
        position = batch.at(-1)?.position ?? position;
      }
    } finally {
      subscription.unsubscribe().catch(nothing);
    }
  }

  return async function* follow(
    after: Position,
    signal: AbortSignal,
    { linger = 0 }: Following = {},
  ): AsyncGenerator<readonly Recorded[]> {
    const ended = AbortSignal.any([signal, closed]);
    let pause = pauses(FIRST_PAUSE, LONGEST_PAUSE);
    for (let position = after; !ended.aborted;) {
      for await (const batch of brought(position, ended, linger)) {
        yield batch;
        pause = pauses(FIRST_PAUSE, LONGEST_PAUSE);
        position = batch.at(-1)?.position ?? position;
      }
      await until(pause.next(), ended);
    }
  };
};
