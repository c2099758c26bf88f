import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { answerCall, requiresLeader } from './answering.js';
import type { Node } from './node.js';
import { streamDeleted, wrongVersion, type Refusal } from './refusals.js';
import { expectedOf, nameOf } from './wire.js';

type Position = streams.DeleteResp.Position | streams.TombstoneResp.Position;
type DeleteCall = ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>;
type TombstoneCall = ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>;
type How = 'softDelete' | 'tombstone';

/** Where the removal stands in the log, or why there is none. */
const remove = ({ writing }: Node, how: How, call: DeleteCall | TombstoneCall): bigint | Refusal => {
  const options = call.request.getOptions();
  const stream = nameOf(options?.getStreamIdentifier());
  const expected = options === undefined ? 'any' : expectedOf(options);
  const outcome = writing()[how](stream, expected);
  if (outcome.result === 'deleted') return streamDeleted(stream);
  return outcome.result === 'wrong' ? wrongVersion(stream, expected, outcome.current) : outcome.position;
};

const answerRemoval = <T>(
  node: Node,
  how: How,
  call: DeleteCall | TombstoneCall,
  done: (at: bigint) => T,
  reply: sendUnaryData<T>,
): void => {
  answerCall<{ readonly done: T }>(node, {
    kind: 'delete',
    stream: nameOf(call.request.getOptions()?.getStreamIdentifier()),
    requiresLeader: requiresLeader(call.metadata),
    peer: call.getPeer(),
    effect: () => {
      const at = remove(node, how, call);
      return typeof at === 'bigint' ? { done: done(at) } : at;
    },
    answer: (answered) => ('code' in answered ? reply(answered) : reply(null, answered.done)),
  });
};

const placed = <T extends Position>(position: T, at: bigint): T => {
  position.setCommitPosition(`${at}`);
  position.setPreparePosition(`${at}`);
  return position;
};

export const deleteHandler =
  (node: Node) =>
  (call: DeleteCall, reply: sendUnaryData<streams.DeleteResp>): void => {
    const done = (at: bigint) => new streams.DeleteResp().setPosition(placed(new streams.DeleteResp.Position(), at));
    answerRemoval(node, 'softDelete', call, done, reply);
  };

export const tombstoneHandler =
  (node: Node) =>
  (call: TombstoneCall, reply: sendUnaryData<streams.TombstoneResp>): void => {
    const done = (at: bigint) =>
      new streams.TombstoneResp().setPosition(placed(new streams.TombstoneResp.Position(), at));
    answerRemoval(node, 'tombstone', call, done, reply);
  };
