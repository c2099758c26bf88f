/** An instant in UTC, ISO 8601 with milliseconds and a `Z`, for example `2026-06-30T09:12:00.000Z`. Compares as text. */
export type Instant = string;

/** A fact in the past tense. Data is plain JSON and never changes once recorded. */
export interface Event<T extends string = string, D extends object = object> {
  readonly type: T;
  readonly data: D;
}

/** Who caused an event, and what it followed from. Opaque ids only: metadata is never encrypted. */
export interface Metadata {
  /** The agency on whose behalf the command came; the partnership itself is `partnership`. */
  readonly agency: string;
  /** The worker or system that gave the command. */
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId?: string;
}

/** An event on its way into the log. Its id is derived from the command, so that a retry makes the same one. */
export type NewEvent<E extends Event = Event> = E & { readonly id: string; readonly metadata: Metadata };

/** Opaque token for a place in the whole log. It only grows; only the event store that made it compares it. */
export type Position = string;

/** An event as the log keeps it. */
export type Recorded<E extends Event = Event> = NewEvent<E> & {
  readonly stream: string;
  /** Place within its stream: 0, 1, 2 … without gaps. */
  readonly revision: number;
  readonly position: Position;
  /** Set by the log; never runs backwards within a stream. */
  readonly recordedAt: Instant;
};

/** That a stream has grown, and where; not what the event says. */
export type Growth = Pick<Recorded, 'stream' | 'revision' | 'position'>;
