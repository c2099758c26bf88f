import type { Event, Growth, NewEvent, Position, Recorded } from './event.js';

/** The revision to expect of a stream that does not exist yet. */
export const NO_STREAM = -1;

/**
 * How a command is recognised when it comes again: its id within its agency, and a keyed hash of the request, so that
 * the same id with another body is told apart.
 */
export interface Claim {
  readonly agency: string;
  readonly commandId: string;
  readonly requestMac: string;
}

export interface Append<E extends Event = Event> {
  readonly stream: string;
  /** May be empty: the command then had nothing to add, and that answer is remembered as well. */
  readonly events: readonly NewEvent<E>[];
  /** Revision of the last event in the stream that the decision was made on, or `NO_STREAM`. */
  readonly expected: number;
  readonly claim: Claim;
}

/** What a command came to. A repeat of the command gets the same answer, for ever. */
export interface Appended {
  readonly stream: string;
  /** Revision of the stream's last event after the command; `NO_STREAM` where there is still none. */
  readonly revision: number;
  /**
   * A view that has reached this position shows what the command did. Where it had nothing to add: the log's head, never
   * the place of the stream's last event, which would tell when somebody else last wrote there.
   */
  readonly position: Position;
  readonly eventIds: readonly string[];
  /** True when an earlier call had carried the command out already. */
  readonly replayed: boolean;
}

export interface Following {
  /** Milliseconds that an event which has just come may wait, so that others go first and more comes with it. None by default. */
  readonly linger?: number;
}

/**
 * The log. Every adapter keeps `eventStoreContract`.
 *
 * Failures are `EventStoreError`s, told apart by `code`.
 */
export interface EventStore {
  /** The position before the first event. */
  readonly start: Position;

  /**
   * Durable once resolved: all events or none, exactly once per claim.
   *
   * A claim that was carried out before resolves to its first answer, whatever `expected` says. Fails with
   * `revision-conflict` when the stream has moved on, `command-conflict` when the command id was used with another
   * body, `too-large` and `not-serialisable` before anything is sent.
   */
  append(request: Append): Promise<Appended>;

  /** The answer that a claim was given, or `undefined`. Fails with `command-conflict` when the body differs. */
  answerTo(claim: Claim): Promise<Appended | undefined>;

  /** All events of a stream in order, from revision `from` (default 0) up to and including `to`. Empty when unknown. */
  read<E extends Event>(
    stream: string,
    range?: { readonly from?: number; readonly to?: number },
  ): Promise<readonly Recorded<E>[]>;

  /**
   * `read` for many streams at once. Unknown streams are absent from the map. `from` gives a first revision per stream; `to` one
   * after which nothing is wanted, though there may be some.
   */
  readMany(
    streams: readonly string[],
    from?: ReadonlyMap<string, number>,
    to?: ReadonlyMap<string, number>,
  ): Promise<ReadonlyMap<string, readonly Recorded[]>>;

  /** The last revision of each stream as of now, linearisable with `append`; unknown streams are `NO_STREAM`. */
  heads(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** At most `limit` (≥ 1) events after a position, in commit order. */
  page(after: Position, limit: number): Promise<readonly Recorded[]>;

  /** `page` without what the events say: which streams have grown. Linearisable with `append`; fewer than `limit` are all that there were. */
  growth(after: Position, limit: number): Promise<readonly Growth[]>;

  /**
   * Everything after a position, first the past and then the present, in commit order, until `signal` aborts. Never an
   * empty batch.
   */
  follow(after: Position, signal: AbortSignal, options?: Following): AsyncIterable<readonly Recorded[]>;

  /**
   * The position of the last event. Who has no use for an answer that is late says how many milliseconds it waits: a log that
   * asks its server again and again gives up by then, and says why.
   */
  head(patience?: number): Promise<Position>;

  /** True when `a` lies after `b`. */
  isAfter(a: Position, b: Position): boolean;

  close(): Promise<void>;
}

export type EventStoreErrorCode =
  'revision-conflict' | 'command-conflict' | 'unavailable' | 'too-large' | 'not-serialisable';

/** Why a log does not answer, as far as it knows. For whoever watches the hub. */
export type Unanswered = 'unreachable' | 'silent' | 'not ready' | 'no leader' | 'access denied';

/** A failure of the log. `unavailable` says nothing about whether the append took effect: ask `answerTo`. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
  readonly because: Unanswered | undefined;
  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    options?: ErrorOptions & { readonly because?: Unanswered | undefined },
  ) {
    super(message, options);
    this.because = options?.because;
  }
}
