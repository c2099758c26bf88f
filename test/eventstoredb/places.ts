import type { ServerWritableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Recorded } from './records.js';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** The index of the first event at this position or later. */
export const indexFrom = (all: readonly Recorded[], position: bigint): number => {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.position < position) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The index of the first event later than this position. */
export const indexAfter = (all: readonly Recorded[], position: bigint): number => indexFrom(all, position + 1n);
