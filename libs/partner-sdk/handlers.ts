import type { Acknowledge } from './acknowledge.js';
import type { FetchContent } from './content.js';
import type { Range } from './feed-state.js';
import type { EventMessage, RecallMessage, VoidedMessage } from './message.js';
import type { Letter } from './store/store.js';

/** What a handler is given beside the message. */
export interface HandlerContext<Tx> {
  /** What is written through it takes effect with the message, once, or not at all. */
  readonly transaction: Tx;
  /** Asks the hub what the message is about, under a fresh decision. */
  readonly fetch: FetchContent;
  /** 1 the first time. */
  readonly attempt: number;
}

/** What a handler is given beside a recall. */
export interface RecallContext<Tx> extends HandlerContext<Tx> {
  /**
   * All messages of this recall have been handed to you, with this one: a recall of very much comes in several. What was sent before 1.1
   * does not say, and counts as all of it.
   */
  readonly whole: boolean;
  /**
   * Tells the hub what has become of it. Last of all: should it fail, what you wrote is undone and done again. `done` of a message with
   * which the recall is not whole yet is told as `in-part`: it would close all of it.
   */
  readonly acknowledge: Acknowledge;
}

/** A message of a type that this library does not know yet. */
export type UnknownMessage = Omit<EventMessage, 'type' | 'data'> & { readonly type: string; readonly data: unknown };

/**
 * What is wrong with the order of the feed.
 *
 * - `missing`: these have not come, and others after them have.
 * - `of-subject`: a message came whose predecessor about the same subject is among the missing.
 * - `broken`: a message names a predecessor that it cannot have; tell the hub's operator.
 */
export type Gap =
  | ({ readonly kind: 'missing'; readonly source: string } & Range)
  | {
      readonly kind: 'of-subject' | 'broken';
      readonly source: string;
      readonly subject: string;
      readonly sequence: number;
      readonly previous: number;
    };

type Handling = Promise<void> | void;

/** What you do about messages. A handler that throws is tried again, and no other message of its subject before it. */
export interface Handlers<Tx> {
  readonly onEvent: (message: EventMessage, context: HandlerContext<Tx>) => Handling;
  /** What you were told must not be used as before. There is no consumer without an answer to that. */
  readonly onRecall: (message: RecallMessage, context: RecallContext<Tx>) => Handling;
  /** Permission had gone before it was sent. `handedBefore`: it came in full all the same, and you have dealt with it. */
  readonly onVoid?: (
    message: VoidedMessage,
    context: HandlerContext<Tx> & { readonly handedBefore: boolean },
  ) => Handling;
  /** Without it they are skipped, and recorded as such. */
  readonly onUnknown?: (message: UnknownMessage, context: HandlerContext<Tx>) => Handling;
  /** Is told once; what is missing stands in `state()` as long as it is. */
  readonly onGap?: (gap: Gap) => Handling;
  /** A message that is handed to nobody, and why. */
  readonly onDeadLetter?: (letter: Letter) => Handling;
  /** Nothing authentic has come for so long that the feed cannot be alive. */
  readonly onSilence?: (since: { readonly since: number }) => Handling;
}
