import { ambient } from '../ambient.js';
import { counting } from '../counters.js';
import type { Reason } from '../failure.js';
import type { Keys } from '../keys.js';
import { receiving } from '../receive.js';
import { redriving } from '../redrive.js';
import type { Receiving } from '../receiving.js';
import type { Say } from './listen.js';
import { keysOf, openStore, type Options } from './options.js';

export interface RedriveWords extends Options {
  readonly dryRun?: boolean;
  readonly reason?: readonly Reason[];
  readonly letter?: readonly string[];
}

/** Where nothing is sent round, nothing is verified. */
const NO_KEYS: Keys = { find: () => Promise.resolve(undefined) };

const AGAIN = { attempts: 8, first: 1_000, longest: 300_000 };

/** What goes round is your consumer's: here it is put in its place, and left to wait for it. */
const forYourConsumer = (): never => {
  throw new Error('left for the consumer');
};

/** Sends dead letters round again in your consumer's own store, or says what that would come to. */
export const redrive = async ({ dryRun = false, reason, letter, ...options }: RedriveWords, say: Say) => {
  const { store, close } = await openStore(options.store);
  try {
    const all: Receiving<unknown> = {
      ...{ store, hub: undefined, retry: AGAIN, ambient, counters: counting() },
      keys: dryRun ? NO_KEYS : keysOf(options),
      handlers: {
        onEvent: forYourConsumer,
        onRecall: forYourConsumer,
        onVoid: forYourConsumer,
        onUnknown: forYourConsumer,
      },
      tell: () => Promise.resolve(),
    };
    await store.prepare();
    const redriven = await redriving(
      all,
      receiving(all),
    )({ dryRun, ...(reason && { reasons: reason }), ...(letter && { letters: letter }) });
    say(JSON.stringify({ what: 'redrive', dryRun, ...redriven }));
  } finally {
    await close();
  }
};
