import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { FaultKind, FaultPlan } from './faults.js';
import type { Node } from './node.js';
import { indexAfter, type ReadCall } from './places.js';
import type { Recorded } from './records.js';
import { streamDeleted } from './refusals.js';
import { refuse, strike } from './streaming.js';
import { caughtUpAnswer, checkpointAnswer, confirmedAnswer, eventAnswer, nameOf } from './wire.js';

type Options = streams.ReadReq.Options;

/** What a subscription looks at. */
interface Source {
  readonly events: () => readonly Recorded[];
  /** The index of the first event that it has not seen. */
  readonly from: number;
  readonly passes: (event: Recorded) => boolean;
  /** After how many events that it looked at a checkpoint is told; missing: never. */
  readonly checkpointEvery?: number;
}

const filterOf = (options: Options): Pick<Source, 'passes' | 'checkpointEvery'> => {
  const filter = options.getFilter();
  if (filter === undefined) return { passes: () => true };
  const wanted = filter.getStreamIdentifier() ?? filter.getEventType();
  const regex = wanted?.getRegex() ? new RegExp(wanted.getRegex()) : undefined;
  const prefixes = wanted?.getPrefixList() ?? [];
  const matches = (name: string): boolean =>
    regex ? regex.test(name) : prefixes.some((prefix) => name.startsWith(prefix));
  const window = filter.hasMax() ? filter.getMax() : 32;
  return {
    passes: filter.hasStreamIdentifier() ? ({ stream }) => matches(stream) : ({ type }) => matches(type),
    checkpointEvery: window * filter.getCheckpointintervalmultiplier(),
  };
};

const sourceOfAll = ({ log }: Node, options: Options): Source => {
  const asked = options.getAll();
  const position = asked?.getPosition();
  const start = position ? indexAfter(log.all, BigInt(position.getCommitPosition())) : 0;
  return { events: () => log.all, from: asked?.hasEnd() ? log.all.length : start, ...filterOf(options) };
};

const sourceOfStream = ({ log }: Node, options: Options): Source => {
  const asked = options.getStream()!;
  const name = nameOf(asked.getStreamIdentifier());
  const events = (): readonly Recorded[] => log.view(name).events;
  const start = asked.hasRevision() ? Number(asked.getRevision()) + 1 : 0;
  return {
    events,
    from: asked.hasEnd() ? events().length : Math.max(start, log.view(name).first),
    passes: () => true,
  };
};

const REFUSED: readonly FaultKind[] = ['not-ready', 'not-leader'];

/** Gives what is there and what comes; drops a reader that is too slow for what comes, and waits for it while it reads what is there. */
const pumpInto = (node: Node, call: ReadCall, source: Source, plan: FaultPlan | undefined): void => {
  let at = source.from;
  let looked = 0;
  let given = 0;
  let live = false;
  let blocked = false;
  let over = false;

  const write = (message: streams.ReadResp): void => {
    if (!call.write(message)) blocked = true;
  };
  const look = (event: Recorded): void => {
    if (source.passes(event)) {
      write(eventAnswer(event));
      given += 1;
    }
    looked += 1;
    if (source.checkpointEvery && looked % source.checkpointEvery === 0) write(checkpointAnswer(event.position));
  };
  const stop = (): void => {
    over = true;
    ignore();
    node.following.delete(breakOff);
  };
  const breakOff = (fault: FaultKind): void => {
    stop();
    strike(node, call, { fault });
  };
  /** Whether the planned fault is due, and done. */
  const struck = (): boolean => {
    if (plan === undefined || given < (plan.after ?? 0)) return false;
    stop();
    strike(node, call, plan);
    return true;
  };
  const pump = (): void => {
    const events = source.events();
    while (!over && !blocked && !struck() && at < events.length) look(events[at++]!);
    if (over || blocked || live) return;
    live = true;
    write(caughtUpAnswer());
  };
  const ignore = node.log.onChange(() => {
    const behind = source.events().length - at;
    if (live && blocked && behind > node.liveBuffer) breakOff('too-slow');
    else pump();
  });
  node.following.add(breakOff);
  call.on('drain', () => {
    blocked = false;
    pump();
  });
  call.on('cancelled', stop).on('close', stop).on('error', stop);
  pump();
};

export const follow = (node: Node, call: ReadCall, options: Options, plan: FaultPlan | undefined): void => {
  const name = nameOf(options.getStream()?.getStreamIdentifier());
  if (plan && REFUSED.includes(plan.fault)) strike(node, call, plan);
  else if (options.hasStream() && node.log.view(name).state === 'deleted') refuse(call, streamDeleted(name));
  else {
    call.write(confirmedAnswer(node.newId()));
    pumpInto(node, call, options.hasStream() ? sourceOfStream(node, options) : sourceOfAll(node, options), plan);
  }
};
