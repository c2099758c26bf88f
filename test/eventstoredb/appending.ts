import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { answerCall, requiresLeader } from './answering.js';
import type { Node } from './node.js';
import type { Outcome } from './log.js';
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

/** Without a stated expectation a repeat that is not recognised would be stored: there nothing is forgotten. */
const states = (expected: Expected): boolean => expected !== 'any' && expected !== 'stream_exists';

/** Stores an append, on a node that knows which ids it has stored and on one that has forgotten, and says how it went. */
export const storing = <T>({ log }: Node, append: Append, say: (outcome: Outcome) => T) => {
  const store = (): T => say(log.append(append.stream, append.expected, append.events));
  return { effect: store, forgetting: () => (states(append.expected) ? log.forgetting(store) : store()) };
};

export const appendHandler =
  (node: Node) =>
  (call: AppendCall, reply: sendUnaryData<streams.AppendResp>): void => {
    const answer = (answered: streams.AppendResp | Refusal): void =>
      'code' in answered ? reply(answered) : reply(null, answered);
    const decide = (append: Append | Refusal): void => {
      if ('code' in append) {
        answer(append);
        return;
      }
      const { stream, expected } = append;
      const said = storing(node, append, (outcome) =>
        outcome.result === 'deleted' ? streamDeleted(stream) : appendAnswer(outcome, expected),
      );
      const of = { kind: 'append', stream, requiresLeader: requiresLeader(call.metadata) } as const;
      answerCall<streams.AppendResp>(node, { ...of, ...said, peer: call.getPeer(), answer });
    };
    gather(call)
      .then(decide)
      .catch(() => answer(UNHANDLED));
  };
