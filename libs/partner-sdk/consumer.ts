import { ambient as ofThisMachine, pause, type Ambient } from './ambient.js';
import type { HubAccess } from './content.js';
import { counting, type Counters } from './counters.js';
import { wordOf } from './failure.js';
import type { Range } from './feed-state.js';
import type { Handlers } from './handlers.js';
import type { Keys } from './keys.js';
import { receiving } from './receive.js';
import { redriving, type Redriven, type RedriveOptions } from './redrive.js';
import type { Receiving, Retry, Telling } from './receiving.js';
import { retrying } from './retry.js';
import { Stopped, type Source, type SourceStatus } from './source/source.js';
import type { Counts, Letter, Store } from './store/store.js';
import { turns } from './turns.js';

/** What a consumer is made of. */
export interface ConsumeOptions<Tx> extends Handlers<Tx> {
  /** `kafka(…)` or `feed(…)`. */
  readonly from: Source;
  /** `jwks(…)` or `fixedKeys(…)`. */
  readonly keys: Keys;
  /** `postgresStore(…)`, `sqliteStore(…)` or `memoryStore()`. */
  readonly store: Store<Tx>;
  /** Where `fetch` asks; a feed knows by itself. */
  readonly hub?: HubAccess;
  /** Of a handler that fails: 8 attempts, after a second, then four times as long each, five minutes at most. */
  readonly retry?: Partial<Retry>;
  /** Milliseconds without anything authentic after which the feed is called silent: 11 minutes, two heartbeats and one. */
  readonly silentAfter?: number;
  /** Is told what went wrong: names of errors, never what a message says. */
  readonly log?: (line: string) => void;
  readonly ambient?: Ambient;
}

/** How it stands with a consumer. */
export interface ConsumerState extends Counts {
  readonly running: boolean;
  readonly source: SourceStatus;
  /** Nothing authentic has come for too long. A feed that is silent is not one that has lost something: that is `missing`. */
  readonly silent: boolean;
  /** When something authentic came last, milliseconds since 1970. */
  readonly heard?: number;
  readonly feeds: readonly { readonly source: string; readonly last: number; readonly missing: readonly Range[] }[];
  readonly counters: Counters;
}

/** A consumer that runs. */
export interface Consumer {
  /** Ends it; what is under way is finished first. */
  stop(): Promise<void>;
  state(): Promise<ConsumerState>;
  /** What nobody was handed, the oldest first. */
  letters(): Promise<readonly Letter[]>;
  /** Sends dead letters round again; three times at most each. */
  redrive(options?: RedriveOptions): Promise<Redriven>;
  /** Resolves once it has ended: stopped, or its source has nothing more and nobody waits. */
  readonly ended: Promise<void>;
}

const RETRY: Retry = { attempts: 8, first: 1_000, longest: 300_000 };
const PATIENCE = { first: 250, longest: 30_000 };
const SILENT_AFTER = 660_000;
const LOOK_AGAIN = 1_000;

/** What went wrong, told to the log; whoever is told of something does not stop the feed. */
const telling =
  <Tx>({ onGap, onDeadLetter, log }: ConsumeOptions<Tx>) =>
  async (what: Telling): Promise<void> => {
    try {
      await ('gap' in what ? onGap?.(what.gap) : onDeadLetter?.(what.letter));
    } catch (error) {
      log?.(`${'gap' in what ? 'onGap' : 'onDeadLetter'} failed: ${wordOf(error)}`);
    }
  };

/** Ends with the signal, whatever is waited for. */
const unless = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new Stopped());
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });

/**
 * Reads what the hub tells a partner: verified, in order, once, with gaps shown.
 *
 * ```ts
 * const consumer = await consume({
 *   from: kafka({ brokers: ['broker.example:9093'], agency: 'school', ssl: true }),
 *   keys: jwks('https://hub.example/.well-known/jwks.json'),
 *   store: postgresStore(pool),
 *   onEvent: async (message, { fetch, transaction }) => { … },
 *   onRecall: async (recall, { transaction }) => { … },
 * });
 * ```
 */
export const consume = async <Tx>(options: ConsumeOptions<Tx>): Promise<Consumer> => {
  const { from, store, log, ambient = ofThisMachine, silentAfter = SILENT_AFTER } = options;
  const hub = options.hub ?? from.hub;
  const counters = counting();
  const stopping = new AbortController();
  const { signal } = stopping;
  const inTurn = turns();
  let status: SourceStatus = { connected: false };
  let trouble: string | undefined;
  let running = true;
  let exhausted = false;
  let heard: number | undefined;
  let silent = false;
  const startedAt = ambient.now();

  const keys: Keys = { find: (kid) => unless(signal, options.keys.find(kid)) };
  const retry = { ...RETRY, ...options.retry };
  const all: Receiving<Tx> = { keys, store, handlers: options, hub, retry, ambient, counters, tell: telling(options) };
  const receiveText = receiving(all);
  const retryOne = retrying(all);

  /** Tries until it succeeds or the consumer stops: for what depends on keys and store alone. */
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let failures = 1; ; failures += 1) {
      try {
        const result = await work();
        trouble = undefined;
        return result;
      } catch (error) {
        if (signal.aborted) throw new Stopped();
        trouble = wordOf(error);
        log?.(`waiting: ${trouble}`);
        await ambient.sleep(pause(PATIENCE, failures, ambient.random), signal);
      }
    }
  };

  const hears = (): void => void ([heard, silent] = [ambient.now(), false]);
  const receive = async (text: string): Promise<void> => {
    counters.add('received');
    if ((await patiently(() => inTurn(() => receiveText(text)))) !== 'dead') hears();
  };

  const listen = async (): Promise<void> => {
    if (silent || ambient.now() - (heard ?? startedAt) < silentAfter) return;
    silent = true;
    try {
      await options.onSilence?.({ since: heard ?? startedAt });
    } catch (error) {
      log?.(`onSilence failed: ${wordOf(error)}`);
    }
  };

  const counts = (): Promise<Counts> => store.transaction((unit) => unit.counts());

  /** Those that wait are tried beside the source, between its messages. */
  const lookAfter = async (): Promise<void> => {
    while (!signal.aborted) {
      if (await patiently(() => inTurn(retryOne))) continue;
      if (exhausted && (await patiently(counts)).waiting === 0) return;
      await listen();
      await ambient.sleep(Math.min(LOOK_AGAIN, retry.first), signal);
    }
  };

  const read = async (): Promise<void> => {
    await from.read({
      receive,
      position: () => patiently(() => store.transaction((unit) => unit.position(from.name))),
      keepPosition: (cursor) => patiently(() => store.transaction((unit) => unit.keepPosition(from.name, cursor))),
      heard: hears,
      report: (now) => void (status = now),
      signal,
      ambient,
    });
    exhausted = true;
  };

  const orStopped = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  };

  await store.prepare();
  const ended = Promise.all([orStopped(read()), orStopped(lookAfter())]).then(
    () => void (running = false),
    (error: unknown) => {
      running = false;
      stopping.abort();
      throw error;
    },
  );
  // Whoever asks for `ended` hears of it; nobody has to.
  ended.catch(() => undefined);

  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await inTurn(() => Promise.resolve());
    },
    state: async () => ({
      running,
      source: trouble === undefined ? status : { ...status, trouble },
      silent,
      ...(heard === undefined ? {} : { heard }),
      ...(await counts()),
      feeds: (await store.transaction((unit) => unit.feeds())).map(({ source, state: { last, missing } }) => ({
        source,
        last,
        missing,
      })),
      counters: counters.read(),
    }),
    letters: () => store.transaction((unit) => unit.letters()),
    redrive: redriving(all, (text, loops) => inTurn(() => receiveText(text, loops))),
    ended,
  };
};
