import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Outcome } from './log.js';
import { type Expected, type Proposed, type Recorded } from './records.js';

/** The protocol's messages, made of what the log says, and read into it. */
const empty = (): shared.Empty => new shared.Empty();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

type Options = streams.AppendReq.Options | streams.DeleteReq.Options | streams.TombstoneReq.Options;

export const expectedOf = (options: Options): Expected => {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return options.hasRevision() ? BigInt(options.getRevision()) : 'any';
};

export const identifierOf = (stream: string): shared.StreamIdentifier => {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
};

export type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** Undefined when the server would refuse it: an id that is no UUID, or no type. */
export const proposedOf = (message: ProposedMessage): Proposed | undefined => {
  const id = (message.getId()?.getString() ?? '').toLowerCase();
  const type = message.getMetadataMap().get('type') ?? '';
  if (!UUID.test(id) || type === '') return undefined;
  const isJson = message.getMetadataMap().get('content-type') === 'application/json';
  return { id, type, isJson, data: message.getData_asU8(), metadata: message.getCustomMetadata_asU8() };
};

/** What counts towards the most that one append may hold. */
export const sizeOf = ({ type, data, metadata }: Proposed): number => type.length * 2 + data.length + metadata.length;

const recordedMessage = (event: Recorded): streams.ReadResp.ReadEvent.RecordedEvent => {
  const message = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(event.id);
  message.setId(id);
  message.setStreamIdentifier(identifierOf(event.stream));
  message.setStreamRevision(`${event.revision}`);
  message.setCommitPosition(`${event.position}`);
  message.setPreparePosition(`${event.position}`);
  message.setData(event.data);
  message.setCustomMetadata(event.metadata);
  const more = message.getMetadataMap();
  more.set('type', event.type);
  more.set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  // In .NET's ticks, of which a millisecond has ten thousand.
  more.set('created', `${BigInt(event.created) * 10_000n}`);
  return message;
};

export const eventAnswer = (event: Recorded): streams.ReadResp => {
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(recordedMessage(event));
  read.setCommitPosition(`${event.position}`);
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return answer;
};

export const notFoundAnswer = (stream: string): streams.ReadResp => {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifierOf(stream));
  const answer = new streams.ReadResp();
  answer.setStreamNotFound(notFound);
  return answer;
};

export const confirmedAnswer = (id: string): streams.ReadResp => {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(id);
  const answer = new streams.ReadResp();
  answer.setConfirmation(confirmation);
  return answer;
};

export const caughtUpAnswer = (): streams.ReadResp => {
  const answer = new streams.ReadResp();
  answer.setCaughtUp(new streams.ReadResp.CaughtUp());
  return answer;
};

export const checkpointAnswer = (position: bigint): streams.ReadResp => {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(`${position}`);
  checkpoint.setPreparePosition(`${position}`);
  const answer = new streams.ReadResp();
  answer.setCheckpoint(checkpoint);
  return answer;
};

const successAnswer = (revision: bigint, at: bigint): streams.AppendResp => {
  const success = new streams.AppendResp.Success();
  if (revision < 0n) success.setNoStream(empty());
  else success.setCurrentRevision(`${revision}`);
  const position = new streams.AppendResp.Position();
  position.setCommitPosition(`${at}`);
  position.setPreparePosition(`${at}`);
  success.setPosition(position);
  const answer = new streams.AppendResp();
  answer.setSuccess(success);
  return answer;
};

const wrongAnswer = (expected: Expected, current: bigint): streams.AppendResp => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0n) wrong.setCurrentNoStream(empty());
  else wrong.setCurrentRevision(`${current}`);
  if (expected === 'any') wrong.setExpectedAny(empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(empty());
  else wrong.setExpectedRevision(`${expected}`);
  const answer = new streams.AppendResp();
  answer.setWrongExpectedVersion(wrong);
  return answer;
};

export const appendAnswer = (
  outcome: Exclude<Outcome, { result: 'deleted' }>,
  expected: Expected,
): streams.AppendResp =>
  outcome.result === 'done'
    ? successAnswer(outcome.revision, outcome.position)
    : wrongAnswer(expected, outcome.current);
