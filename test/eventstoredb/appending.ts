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

/** Takes proposals one by one, until one breaks a rule: of its own, or of how much one append may hold. */
export const proposals = () => {
  const events: Proposed[] = [];
  let size = 0;
  const take = (message: ProposedMessage): Refusal | undefined => {
    const event = proposedOf(message);
    if (event === undefined) return UNHANDLED;
    events.push(event);
    size += sizeOf(event);
    return size > MAX_APPEND ? TOO_LARGE : undefined;
  };
  return { events, take };
};

/** Gathers the messages of an append; what breaks a rule is refused where it is met, and what follows is not looked at. */
const gather = (call: AppendCall, gathered: (append: Append | Refusal) => void): void => {
  const { events, take } = proposals();
  let options: streams.AppendReq.Options | undefined;
  let refused = false;
  call.on('data', (message: streams.AppendReq) => {
    options ??= message.getOptions();
    const proposal = refused ? undefined : message.getProposedMessage();
    const refusal = proposal && take(proposal);
    if (refusal === undefined) return;
    refused = true;
    gathered(refusal);
  });
  call.on('end', () => {
    const stream = nameOf(options?.getStreamIdentifier());
    if (refused) return;
    gathered(options === undefined || stream === '' ? UNHANDLED : { stream, expected: expectedOf(options), events });
  });
};

/** Without a stated expectation a repeat that is not recognised would be stored: there nothing is forgotten. */
const states = (expected: Expected): boolean => expected !== 'any' && expected !== 'stream_exists';

/** Stores an append, on a node that knows which ids it has stored and on one that has forgotten, and says how it went. */
export const storing = <T>({ writing }: Node, append: Append, say: (outcome: Outcome) => T) => {
  const store = (): T => say(writing().append(append.stream, append.expected, append.events));
  return { effect: store, forgetting: () => (states(append.expected) ? writing().forgetting(store) : store()) };
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
    gather(call, decide);
  };
