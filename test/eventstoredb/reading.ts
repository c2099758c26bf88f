import streams from '@eventstore/db-client/generated/streams_pb.js';
import { requiresLeader } from './answering.js';
import type { CallKind, FaultPlan } from './faults.js';
import { follow } from './following.js';
import type { Node } from './node.js';
import { indexFrom, type ReadCall } from './places.js';
import type { Recorded } from './records.js';
import { streamDeleted, UNHANDLED } from './refusals.js';
import { refuse, strike } from './streaming.js';
import { eventAnswer, nameOf, notFoundAnswer } from './wire.js';

type Options = streams.ReadReq.Options;

interface Range {
  readonly events: readonly Recorded[];
  /** The first to be given, in either direction. */
  readonly from: number;
  /** None below this is shown. */
  readonly first: number;
}

const backwards = (options: Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

const rangeOfAll = ({ log: { all } }: Node, options: Options): Range => {
  const from = options.getAll();
  const end = backwards(options) ? all.length - 1 : all.length;
  if (from?.hasEnd()) return { events: all, first: 0, from: end };
  const start = from?.getPosition();
  if (start === undefined) return { events: all, first: 0, from: backwards(options) ? -1 : 0 };
  const index = indexFrom(all, BigInt(start.getCommitPosition()));
  return { events: all, first: 0, from: backwards(options) ? index - 1 : index };
};

const rangeOfStream = (
  options: streams.ReadReq.Options.StreamOptions,
  view: Omit<Range, 'from'>,
  back: boolean,
): Range => {
  const { events, first } = view;
  if (options.hasEnd()) return { ...view, from: back ? events.length - 1 : events.length };
  const revision = options.hasRevision() ? Number(options.getRevision()) : 0;
  return { ...view, from: back ? Math.min(revision, events.length - 1) : Math.max(revision, first) };
};

/** Waits for the reader, so that a slow one is not overrun. */
const give = (call: ReadCall, message: streams.ReadResp): Promise<void> | undefined => {
  if (call.write(message) || call.cancelled) return undefined;
  return new Promise((resolve) => {
    const goOn = (): void => {
      for (const event of ['drain', 'cancelled', 'close']) call.off(event, goOn);
      resolve();
    };
    for (const event of ['drain', 'cancelled', 'close']) call.on(event, goOn);
  });
};

interface Asked {
  readonly options: Options;
  readonly plan: FaultPlan | undefined;
}

const giveRange = async (node: Node, call: ReadCall, range: Range, { options, plan }: Asked): Promise<void> => {
  const { events, from, first } = range;
  const step = backwards(options) ? -1 : 1;
  const strikeAfter = plan?.after ?? 0;
  let left = Number(options.getCount());
  let given = 0;
  for (let at = from; left > 0 && at >= first && at < events.length; at += step) {
    if (call.cancelled || (plan && given >= strikeAfter)) break;
    await give(call, eventAnswer(events[at]!));
    left -= 1;
    given += 1;
  }
  if (plan) strike(node, call, plan);
  else call.end();
};

const readStream = async (node: Node, call: ReadCall, asked: Asked): Promise<void> => {
  const { options, plan } = asked;
  const from = options.getStream()!;
  const name = nameOf(from.getStreamIdentifier());
  const view = node.log.view(name);
  if (Number(options.getCount()) === 0) refuse(call, UNHANDLED);
  else if (view.state === 'deleted') refuse(call, streamDeleted(name));
  else if (view.state === 'there' || plan) {
    await giveRange(node, call, rangeOfStream(from, view, backwards(options)), asked);
  } else {
    call.write(notFoundAnswer(name));
    call.end();
  }
};

const readAll = async (node: Node, call: ReadCall, asked: Asked): Promise<void> => {
  // A real server never comes to an end of nothing.
  if (Number(asked.options.getCount()) === 0) return;
  await giveRange(node, call, rangeOfAll(node, asked.options), asked);
};

const kindOf = (options: Options): CallKind => {
  if (options.hasSubscription()) return 'subscribe';
  return options.hasStream() ? 'read' : 'readAll';
};

const start = (node: Node, call: ReadCall, asked: Asked): void => {
  const { options } = asked;
  const read = options.hasStream() ? readStream : readAll;
  if (options.hasSubscription()) follow(node, call, options, asked.plan);
  else read(node, call, asked).catch(() => refuse(call, UNHANDLED));
};

export const readHandler =
  (node: Node) =>
  (call: ReadCall): void => {
    const options = call.request.getOptions();
    if (options === undefined) {
      refuse(call, UNHANDLED);
      return;
    }
    const stream = options.hasStream() ? nameOf(options.getStream()?.getStreamIdentifier()) : '$all';
    const met = { kind: kindOf(options), stream, requiresLeader: requiresLeader(call.metadata) };
    const plan = node.faults.take(met) ?? node.standing(met);
    if (plan?.fault === 'reply-late') setTimeout(() => start(node, call, { options, plan: undefined }), plan.ms);
    else start(node, call, { options, plan });
  };
