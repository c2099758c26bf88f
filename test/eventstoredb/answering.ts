import type { Metadata } from '@grpc/grpc-js';
import type { FaultKind, FaultPlan, Met } from './faults.js';
import type { Node } from './node.js';
import { NOT_READY, notLeader, UNHANDLED, type Refusal } from './refusals.js';

/** A call that has one answer. */
export interface Call<T> extends Met {
  readonly peer: string;
  readonly effect: () => T | Refusal;
  /** As `effect`, on a node that has forgotten which ids it has stored. */
  readonly forgetting?: () => T | Refusal;
  readonly answer: (reply: T | Refusal) => void;
}

type Way = <T>(node: Node, call: Call<T>, plan: FaultPlan) => void;

const asEver: Way = (_node, { effect, answer }) => answer(effect());

const ways: Readonly<Record<FaultKind, Way>> = {
  'reply-lost': (_node, { effect }) => void effect(),
  'reply-late': (_node, { effect, answer }, { ms = 0 }) => {
    const reply = effect();
    setTimeout(() => answer(reply), ms);
  },
  reset: (node, { peer }) => node.reset(peer),
  'reset-after-effect': (node, { effect, peer }) => {
    effect();
    node.reset(peer);
  },
  silence: () => undefined,
  'not-ready': (_node, { answer }) => answer(NOT_READY),
  'not-leader': (node, { answer }, { leader = node.address() }) => answer(notLeader(leader)),
  'own-write-refused': (_node, { effect, forgetting = effect, answer }) => {
    effect();
    answer(forgetting());
  },
  'ids-forgotten': (_node, { effect, forgetting = effect, answer }) => answer(forgetting()),
  ended: asEver,
  'too-slow': asEver,
};

/** What throws is told to the client as a server tells it, and the server goes on. */
const caught =
  <T>(work: () => T | Refusal) =>
  (): T | Refusal => {
    try {
      return work();
    } catch {
      return UNHANDLED;
    }
  };

/** Answers a call, or does what the fault does that was planned for it. */
export const answerCall = <T>(node: Node, call: Call<T>): void => {
  const plan = node.faults.take(call) ?? node.standing(call);
  const { effect, forgetting = effect } = call;
  const safe = { ...call, effect: caught(effect), forgetting: caught(forgetting) };
  if (plan === undefined) safe.answer(safe.effect());
  else ways[plan.fault](node, safe, plan);
};

export const requiresLeader = (metadata: Metadata): boolean => metadata.get('requires-leader')[0] === 'true';
