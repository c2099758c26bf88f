/** What a writer proposes. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** What the log keeps of it. */
export interface Recorded extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  /** Where it begins in the log: rises with every event, also within one append. */
  readonly position: bigint;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** What a writer expects of a stream: a revision, or one of three words. */
export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

/** The revision that marks a stream as gone for good, and the truncation that marks it as gone for now. */
export const GONE = 9_223_372_036_854_775_807n;

/** The stream that holds another's metadata. */
export const metastream = (stream: string): string => `$$${stream}`;
