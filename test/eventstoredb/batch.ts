import type { ServerDuplexStream } from '@grpc/grpc-js';
import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import protobufEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import { answerCall, requiresLeader } from './answering.js';
import { proposals, storing, type Append } from './appending.js';
import type { Outcome } from './log.js';
import type { Node } from './node.js';
import type { Expected, Proposed } from './records.js';
import { MAX_APPEND, TOO_LARGE, type Refusal } from './refusals.js';
import { identifierOf, nameOf, type ProposedMessage } from './wire.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

interface Gathering {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Proposed[];
  readonly take: (message: ProposedMessage) => Refusal | undefined;
  refusal?: Refusal | undefined;
}

const empty = (): protobufEmpty.Empty => new protobufEmpty.Empty();

const expectedOf = (options: streams.BatchAppendReq.Options): Expected => {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasStreamPosition() ? BigInt(options.getStreamPosition()) : 'any';
};

/** On this path what was refused is told as a message with the details packed in it, not as the status of the call. */
const errorOf = (code: codes.Code, message: string, name: string, details: { serializeBinary(): Uint8Array }) => {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${name}`);
  const error = new status.Status();
  error.setCode(code);
  error.setMessage(message);
  error.setDetails(packed);
  return error;
};

const wrongVersionError = (expected: Expected, current: bigint): status.Status => {
  const details = new shared.WrongExpectedVersion();
  if (current < 0n) details.setCurrentNoStream(empty());
  else details.setCurrentStreamRevision(`${current}`);
  if (expected === 'any') details.setExpectedAny(empty());
  else if (expected === 'no_stream') details.setExpectedNoStream(empty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(empty());
  else details.setExpectedStreamPosition(`${expected}`);
  return errorOf(codes.Code.FAILED_PRECONDITION, 'Wrong expected version.', 'WrongExpectedVersion', details);
};

const refusalError = (refusal: Refusal): status.Status => {
  const { details: message = '' } = refusal;
  if (refusal !== TOO_LARGE) return errorOf(codes.Code.UNKNOWN, message, 'Unknown', new shared.Unknown());
  const details = new shared.MaximumAppendSizeExceeded();
  details.setMaxappendsize(MAX_APPEND);
  return errorOf(codes.Code.INVALID_ARGUMENT, message, 'MaximumAppendSizeExceeded', details);
};

const successOf = (revision: bigint, at: bigint): streams.BatchAppendResp.Success => {
  const success = new streams.BatchAppendResp.Success();
  if (revision < 0n) success.setNoStream(empty());
  else success.setCurrentRevision(`${revision}`);
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(`${at}`);
  position.setPreparePosition(`${at}`);
  success.setPosition(position);
  return success;
};

const answerOf = ({ stream, expected }: Append, outcome: Outcome): streams.BatchAppendResp => {
  const answer = new streams.BatchAppendResp();
  answer.setStreamIdentifier(identifierOf(stream));
  if (outcome.result === 'done') answer.setSuccess(successOf(outcome.revision, outcome.position));
  else if (outcome.result === 'wrong') answer.setError(wrongVersionError(expected, outcome.current));
  else
    answer.setError(
      errorOf(codes.Code.FAILED_PRECONDITION, 'Stream is deleted.', 'StreamDeleted', new shared.StreamDeleted()),
    );
  return answer;
};

const refusedAnswer = (stream: string, refusal: Refusal): streams.BatchAppendResp => {
  const answer = new streams.BatchAppendResp();
  answer.setStreamIdentifier(identifierOf(stream));
  answer.setError(refusalError(refusal));
  return answer;
};

/** Many appends on one stream of messages, each in pieces under an id of its own. */
export const batchHandler =
  (node: Node) =>
  (call: BatchCall): void => {
    const gathering = new Map<string, Gathering>();

    const store = (append: Gathering, id: shared.UUID | undefined): void => {
      const answer = (answered: streams.BatchAppendResp | Refusal): void => {
        if ('code' in answered) call.emit('error', answered);
        else call.write(answered.setCorrelationId(id));
      };
      const { stream, refusal } = append;
      if (refusal) {
        answer(refusedAnswer(stream, refusal));
        return;
      }
      const said = storing(node, append, (outcome) => answerOf(append, outcome));
      const of = { kind: 'append', stream, requiresLeader: requiresLeader(call.metadata) } as const;
      answerCall<streams.BatchAppendResp>(node, { ...of, ...said, peer: call.getPeer(), answer });
    };

    call.on('data', (message: streams.BatchAppendReq) => {
      const id = message.getCorrelationId()?.getString() ?? '';
      const options = message.getOptions();
      if (options) {
        const stream = nameOf(options.getStreamIdentifier());
        gathering.set(id, { stream, expected: expectedOf(options), ...proposals() });
      }
      const append = gathering.get(id);
      if (append === undefined) return;
      for (const proposal of message.getProposedMessagesList()) append.refusal ??= append.take(proposal);
      if (!message.getIsFinal()) return;
      gathering.delete(id);
      store(append, message.getCorrelationId());
    });
    call.on('end', () => call.end());
  };
