import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Node } from './node.js';
import type { Expected, Proposed } from './records.js';
import { MAX_APPEND, streamDeleted, TOO_LARGE, UNHANDLED, type Refusal } from './refusals.js';
import { appendAnswer, expectedOf, nameOf, proposedOf, sizeOf, type ProposedMessage } from './wire.js';

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

/** A whole append, as its messages told it. */
export interface Append {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly Proposed[];
}

/** Adds a proposal to those before it, unless it breaks a rule. */
export const take = (events: Proposed[], message: ProposedMessage): Refusal | undefined => {
  const event = proposedOf(message);
  if (event === undefined) return UNHANDLED;
  events.push(event);
  return events.reduce((size, each) => size + sizeOf(each), 0) > MAX_APPEND ? TOO_LARGE : undefined;
};

/** Gathers the messages of an append; what breaks a rule is refused where it is met, and what follows is not looked at. */
const gather = async (call: AppendCall): Promise<Append | Refusal> => {
  let options: streams.AppendReq.Options | undefined;
  const events: Proposed[] = [];
  for await (const message of call as AsyncIterable<streams.AppendReq>) {
    options ??= message.getOptions();
    const proposal = message.getProposedMessage();
    const refusal = proposal && take(events, proposal);
    if (refusal) return refusal;
  }
  const stream = nameOf(options?.getStreamIdentifier());
  return options === undefined || stream === '' ? UNHANDLED : { stream, expected: expectedOf(options), events };
};

const store = ({ log }: Node, append: Append, answer: sendUnaryData<streams.AppendResp>): void => {
  const outcome = log.append(append.stream, append.expected, append.events);
  if (outcome.result === 'deleted') answer(streamDeleted(append.stream));
  else answer(null, appendAnswer(outcome, append.expected));
};

export const appendHandler =
  (node: Node) =>
  (call: AppendCall, answer: sendUnaryData<streams.AppendResp>): void => {
    gather(call)
      .then((append) => {
        if ('code' in append) answer(append);
        else store(node, append, answer);
      })
      .catch(() => answer(UNHANDLED));
  };
