import type { Ambient, Backoff } from './ambient.js';
import type { HubAccess } from './content.js';
import type { Counting } from './counters.js';
import type { Gap, Handlers } from './handlers.js';
import type { Keys } from './keys.js';
import type { Letter, Outcome, Store } from './store/store.js';

/** How often a handler is tried, and how long it has to wait in between. */
export interface Retry extends Backoff {
  readonly attempts: number;
}

/** What somebody wants to know of, whatever becomes of the message. */
export type Telling = { readonly gap: Gap } | { readonly letter: Letter };

/** What it takes to deal with messages. */
export interface Receiving<Tx> {
  readonly keys: Keys;
  readonly store: Store<Tx>;
  readonly handlers: Handlers<Tx>;
  readonly hub: HubAccess | undefined;
  readonly retry: Retry;
  readonly ambient: Ambient;
  readonly counters: Counting;
  /** Tells of something that is in the store by then. */
  readonly tell: (telling: Telling) => Promise<void>;
}

/** What became of a text. */
export type Received = Outcome | 'repeat' | 'alive';

/** What a transaction has come to, to be counted and told once it is kept. */
export interface Done {
  readonly received: Received;
  readonly tellings: readonly Telling[];
}

const counted = {
  handled: 'handled',
  repeat: 'repeated',
  void: 'voided',
  unknown: 'unknown',
  expired: 'expired',
  alive: 'heartbeats',
} as const;

const countTelling = (counters: Counting, telling: Telling): void => {
  if ('letter' in telling) counters.add('deadLetters');
  else if (telling.gap.kind === 'missing') counters.add('missed', telling.gap.to - telling.gap.from + 1);
};

/** Counts and tells what a transaction has come to. */
export const conclude = async <Tx>(
  { counters, tell }: Receiving<Tx>,
  { received, tellings }: Done,
): Promise<Received> => {
  if (received in counted) counters.add(counted[received as keyof typeof counted]);
  for (const telling of tellings) {
    countTelling(counters, telling);
    await tell(telling);
  }
  return received;
};
