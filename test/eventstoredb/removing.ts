import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Node } from './node.js';
import { streamDeleted, wrongVersion, type Refusal } from './refusals.js';
import { expectedOf, nameOf } from './wire.js';

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options | undefined;

/** Where the removal stands in the log, or why there is none. */
const remove = ({ log }: Node, how: 'softDelete' | 'tombstone', options: Options): string | Refusal => {
  const stream = nameOf(options?.getStreamIdentifier());
  const expected = options === undefined ? 'any' : expectedOf(options);
  const outcome = log[how](stream, expected);
  if (outcome.result === 'deleted') return streamDeleted(stream);
  return outcome.result === 'wrong' ? wrongVersion(stream, expected, outcome.current) : `${outcome.position}`;
};

export const deleteHandler =
  (node: Node) =>
  (call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>, answer: sendUnaryData<streams.DeleteResp>): void => {
    const at = remove(node, 'softDelete', call.request.getOptions());
    const response = new streams.DeleteResp();
    if (typeof at === 'string') {
      const position = new streams.DeleteResp.Position();
      position.setCommitPosition(at);
      position.setPreparePosition(at);
      answer(null, response.setPosition(position));
    } else answer(at);
  };

export const tombstoneHandler =
  (node: Node) =>
  (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    answer: sendUnaryData<streams.TombstoneResp>,
  ): void => {
    const at = remove(node, 'tombstone', call.request.getOptions());
    const response = new streams.TombstoneResp();
    if (typeof at === 'string') {
      const position = new streams.TombstoneResp.Position();
      position.setCommitPosition(at);
      position.setPreparePosition(at);
      answer(null, response.setPosition(position));
    } else answer(at);
  };
