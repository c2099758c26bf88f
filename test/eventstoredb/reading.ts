import { once } from 'node:events';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { follow } from './following.js';
import type { Node } from './node.js';
import { indexFrom, type ReadCall } from './places.js';
import type { Recorded } from './records.js';
import { streamDeleted, UNHANDLED } from './refusals.js';
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

/** Waits for the reader, so that a slow one is not overrun; undefined once it has gone. */
const give = async (call: ReadCall, message: streams.ReadResp): Promise<void> => {
  if (call.write(message) || call.cancelled) return;
  await Promise.race([once(call, 'drain'), once(call, 'cancelled'), once(call, 'close')]);
};

const giveRange = async (call: ReadCall, { events, from, first }: Range, options: Options): Promise<void> => {
  const step = backwards(options) ? -1 : 1;
  let left = Number(options.getCount());
  for (let at = from; left > 0 && at >= first && at < events.length; at += step) {
    if (call.cancelled) return;
    await give(call, eventAnswer(events[at]!));
    left -= 1;
  }
  call.end();
};

const readStream = async (node: Node, call: ReadCall, options: Options): Promise<void> => {
  const asked = options.getStream()!;
  const name = nameOf(asked.getStreamIdentifier());
  const view = node.log.view(name);
  if (Number(options.getCount()) === 0) return void call.emit('error', UNHANDLED);
  if (view.state === 'deleted') return void call.emit('error', streamDeleted(name));
  if (view.state === 'missing') {
    call.write(notFoundAnswer(name));
    return void call.end();
  }
  await giveRange(call, rangeOfStream(asked, view, backwards(options)), options);
};

const readAll = async (node: Node, call: ReadCall, options: Options): Promise<void> => {
  // A real server never comes to an end of nothing.
  if (Number(options.getCount()) === 0) return;
  await giveRange(call, rangeOfAll(node, options), options);
};

export const readHandler =
  (node: Node) =>
  (call: ReadCall): void => {
    const options = call.request.getOptions();
    const read = options?.hasStream() ? readStream : readAll;
    if (options === undefined) call.emit('error', UNHANDLED);
    else if (options.hasSubscription()) follow(node, call, options);
    else read(node, call, options).catch(() => call.emit('error', UNHANDLED));
  };
