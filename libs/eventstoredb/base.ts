import { deadlineIn, type Deadline, type Timeouts } from './limits.js';
import { CLAIMS, textOf, type Raw } from './record.js';

/** Says what positions here are counted from. */
export const BASE_STREAM = `${CLAIMS}base`;
export const BASE = 'log-base';

export const baseData = (base: bigint): Uint8Array => Uint8Array.from(Buffer.from(base.toString()));

export const baseIn = (raw: Raw | undefined): bigint => (raw ? BigInt(textOf(raw.data)) : 0n);

interface Streams {
  last(stream: string, until: Deadline): Promise<Raw | undefined>;
}

/**
 * What the position of an event is counted from, besides its place on the server: nothing, or the last position of the log
 * that was copied here while nothing else was, so that what is recorded afterwards lies after all of that. Each event says by
 * itself what its position is counted from.
 */
export const baseOf = (streams: Streams, timeouts: Timeouts): (() => Promise<bigint>) => {
  let known: bigint | undefined;
  return async () => (known ??= baseIn(await streams.last(BASE_STREAM, deadlineIn(timeouts.whole))));
};
