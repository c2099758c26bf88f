import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { isAnswer, isPassing, isSilence, Silence, translated, unavailable } from './failure.js';
import { pauses, type Deadline } from './limits.js';

export interface Collecting<T> {
  readonly connection: Connection;
  readonly open: (client: EventStoreDBClient) => StreamingRead<T>;
  /** Milliseconds without anything, after which the call is given up. */
  readonly silence: number;
  /** True when no more is wanted. */
  readonly enough?: (seen: readonly T[]) => boolean;
}

/** Everything that one call reads. A client that was silent for as long as it may is given up with it. */
const once = <T>({ connection, open, silence, enough }: Collecting<T>, left: number): Promise<readonly T[]> => {
  const client = connection.client();
  const stream = open(client);
  const seen: T[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        if (left >= silence) connection.giveUp(client);
        fail(new Silence('nothing came'));
      },
      Math.min(silence, left),
    );
    const leave = (): void => {
      clearTimeout(timer);
      stream.removeListener('data', take);
      stream.resume();
      void stream.cancel().catch(() => undefined);
    };
    const isLeft = (): boolean => connection.client() !== client;
    const fail = (error: Error): void => {
      leave();
      connection.failed(client, error);
      reject(error);
    };
    /** INVARIANT: what a node says that has been left meanwhile is not believed: it may not lead any more, and not know. */
    const hear = (error: Error): void => fail(isLeft() && isAnswer(error) ? new Silence('the node was left') : error);
    const take = (event: T): void => {
      timer.refresh();
      seen.push(event);
      if (!enough?.(seen)) return;
      leave();
      answer();
    };
    const answer = (): void => {
      if (isLeft() || connection.isClosed()) reject(unavailable());
      else {
        connection.answered();
        resolve(seen);
      }
    };
    // Both may come more than once, and after the promise is settled.
    stream.on('error', hear);
    stream.on('data', take);
    stream.once('end', () => {
      clearTimeout(timer);
      answer();
    });
  });
};

/**
 * The same, tried again until `until` for as long as what fails may pass. A question without an answer is `unavailable`, and says what
 * the server was heard to say; that it was silent only where nothing was heard, for little time is left to the last try.
 */
export const collected = async <T>(collecting: Collecting<T>, until: Deadline): Promise<readonly T[]> => {
  let heard: unknown;
  for (const pause = pauses(20, 500); ;) {
    try {
      return await once(collecting, Math.max(1, until.left()));
    } catch (error) {
      if (!isSilence(error)) heard = error;
      if (!isPassing(error) || until.left() === 0) throw heard ?? error;
      await pause.wait(until);
    }
  }
};

/** A question to the log, whose failures speak its language. */
export const asked = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw translated(error);
  }
};
