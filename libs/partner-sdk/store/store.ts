import type { Reason } from '../failure.js';
import type { FeedState } from '../feed-state.js';

/** What became of a message that came in its place. */
export type Outcome = 'handled' | 'void' | 'unknown' | 'expired' | 'waiting' | 'dead';

/** That a message has come. */
export interface Entry {
  readonly source: string;
  readonly id: string;
  readonly sequence: number;
  readonly subject: string;
  readonly form: 'full' | 'void';
  readonly outcome: Outcome;
}

/** A message that waits to be handed on: its handler failed, or an earlier message of the same subject waits. */
export interface Waiting {
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly attempts: number;
  /** Not before this: milliseconds since 1970. */
  readonly due: number;
  /** How often it was sent round again from the dead letters. */
  readonly loops: number;
}

/** A message that nobody is handed, until somebody has looked. */
export interface Letter {
  readonly letter: string;
  readonly reason: Reason;
  /** What is wrong, in words that say nothing of the content. */
  readonly detail: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How often it was sent round again; kept as the highest that was said. */
  readonly loops: number;
  /** Which message it is, where it has taken its place in the feed. */
  readonly source?: string;
  readonly id?: string;
}

/** A letter that has come back so often is not sent round again, unless somebody names it. */
export const QUARANTINE = 3;
export const isQuarantined = ({ loops }: Letter): boolean => loops >= QUARANTINE;

export interface Counts {
  readonly waiting: number;
  readonly letters: number;
  readonly quarantined: number;
}

/** What is read and written in one transaction: all of it is there afterwards, or nothing. */
export interface Unit<Tx> {
  /** For the handler's own writes. */
  readonly transaction: Tx;
  /** How far the feed of a source was read. INVARIANT: whoever has asked is alone with this feed until the transaction ends. */
  feed(source: string): Promise<FeedState | undefined>;
  keepFeed(source: string, state: FeedState): Promise<void>;
  entry(source: string, id: string): Promise<Entry | undefined>;
  /** The highest sequence of what has come with this subject. */
  lastOf(source: string, subject: string): Promise<number | undefined>;
  keepEntry(entry: Entry): Promise<void>;
  /** Whether anything with this subject waits. */
  isWaiting(source: string, subject: string): Promise<boolean>;
  waiting(source: string, id: string): Promise<Waiting | undefined>;
  /** One that is the first of its subject and due, if there is any. */
  due(now: number): Promise<Waiting | undefined>;
  /** Keeps it behind all that wait, or in its place where it waits already. */
  keepWaiting(waiting: Waiting): Promise<void>;
  dropWaiting(source: string, id: string): Promise<void>;
  /** Keeps that a part of a recall is handed on; says how many of its parts are by now, this one among them. */
  keepPart(source: string, recall: string, part: number): Promise<number>;
  letters(): Promise<readonly Letter[]>;
  keepLetter(letter: Letter): Promise<void>;
  dropLetter(letter: string): Promise<void>;
  counts(): Promise<Counts>;
  /** Every feed that was read. */
  feeds(): Promise<readonly { readonly source: string; readonly state: FeedState }[]>;
  /** Where to read on in a pull feed. */
  position(name: string): Promise<string | undefined>;
  keepPosition(name: string, cursor: string): Promise<void>;
}

/** The partner's own store. What a handler writes through its transaction takes effect once, whatever is killed. */
export interface Store<Tx> {
  /** Makes what it needs, where it is not there. */
  prepare(): Promise<void>;
  transaction<R>(work: (unit: Unit<Tx>) => Promise<R>): Promise<R>;
}
