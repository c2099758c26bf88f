import type { FaultKind, FaultPlan } from './faults.js';
import type { Node } from './node.js';
import type { ReadCall } from './places.js';
import { NOT_READY, notLeader, TOO_SLOW, type Refusal } from './refusals.js';

export const refuse = (call: ReadCall, refusal: Refusal): void => void call.emit('error', refusal);

/** Does to a stream of answers what a fault does to it; nothing more is given after that. */
export const strike = (node: Node, call: ReadCall, { fault, leader = node.address() }: FaultPlan): void => {
  const ways: Partial<Record<FaultKind, () => void>> = {
    reset: () => node.reset(call.getPeer()),
    ended: () => void call.end(),
    'too-slow': () => refuse(call, TOO_SLOW),
    'not-ready': () => refuse(call, NOT_READY),
    'not-leader': () => refuse(call, notLeader(leader)),
  };
  ways[fault]?.();
};
