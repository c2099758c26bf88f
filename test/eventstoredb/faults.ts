/** The calls of the protocol that a fault can meet. */
export const CALLS = ['append', 'delete', 'read', 'readAll', 'subscribe', 'gossip', 'features'] as const;
export type CallKind = (typeof CALLS)[number];

const WRITES = ['append', 'delete'] as const;
const READS = ['read', 'readAll', 'subscribe'] as const;

/** Each fault, with the calls that it can meet. */
export const FAULTS = {
  /** It takes effect, and no reply ever comes. */
  'reply-lost': WRITES,
  /** The reply comes `ms` later; what was written took effect at once. */
  'reply-late': [...WRITES, ...READS],
  /** The connection is reset and nothing has happened: of what is read, at most `after` events have come. */
  reset: CALLS,
  /** It takes effect, and the connection is reset. */
  'reset-after-effect': WRITES,
  /** Nothing happens and nothing comes, or nothing more after `after` events; the connection stays. */
  silence: CALLS,
  /** The subscription ends as if it were complete, after `after` events. */
  ended: ['subscribe'],
  /** The subscription is dropped as too slow, after `after` events. */
  'too-slow': ['subscribe'],
  /** "Server Is Not Ready". */
  'not-ready': CALLS,
  /** What requires the leader is told where the leader is; the rest is answered. */
  'not-leader': [...WRITES, ...READS],
  /** The append takes effect and is told that its expectation was wrong, as when it was repeated on the way and met itself. */
  'own-write-refused': ['append'],
  /** The ids of an append that states an expectation are compared with nothing: a repeat is a wrong expected version. */
  'ids-forgotten': ['append'],
} as const satisfies Readonly<Record<string, readonly CallKind[]>>;
export type FaultKind = keyof typeof FAULTS;

export interface FaultPlan {
  readonly fault: FaultKind;
  /** Only these calls; missing: all that it can meet. */
  readonly on?: readonly CallKind[];
  /** Only calls on a stream whose name begins so; `$all` for what reads everything. */
  readonly stream?: string;
  /** How many calls it meets: one, unless a time is given. */
  readonly times?: number;
  /** For how many milliseconds from now. */
  readonly forMs?: number;
  /** After how many events of what is read. */
  readonly after?: number;
  /** By how much a reply is late. */
  readonly ms?: number;
  /** Where the leader is said to be; missing: here. */
  readonly leader?: { readonly host: string; readonly port: number };
  /** How many bytes of the log a node that does not lead is said to lack; missing: none. */
  readonly lacks?: number;
}

/** A call as a fault looks at it. */
export interface Met {
  readonly kind: CallKind;
  readonly stream: string;
  readonly requiresLeader: boolean;
}

interface Standing {
  readonly plan: FaultPlan;
  readonly until: number;
  left: number;
}

const canMeet = ({ fault }: FaultPlan, kind: CallKind): boolean =>
  (FAULTS[fault] as readonly CallKind[]).includes(kind);

const meets = ({ plan }: Standing, { kind, stream, requiresLeader }: Met): boolean =>
  (plan.on ?? FAULTS[plan.fault]).includes(kind) &&
  stream.startsWith(plan.stream ?? '') &&
  (plan.fault !== 'not-leader' || requiresLeader);

/** The faults that were planned, each until it has met its calls or its time is over. */
export class Faults {
  readonly #now: () => number;
  readonly #met = new Map<FaultKind, number>();
  readonly #calls = new Map<CallKind, number>();
  #standing: Standing[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is wrong with the plan, or undefined once it stands. */
  plan(plan: FaultPlan): string | undefined {
    if (!(plan.fault in FAULTS)) return `no such fault: ${plan.fault}`;
    const never = plan.on?.find((kind) => !canMeet(plan, kind));
    if (never !== undefined) return `${plan.fault} never meets ${never}`;
    const until = plan.forMs === undefined ? Infinity : this.#now() + plan.forMs;
    this.#standing.push({ plan, until, left: plan.times ?? (plan.forMs === undefined ? 1 : Infinity) });
    return undefined;
  }

  clear(): void {
    this.#standing = [];
  }

  /** The fault that this call meets, the one planned first if there are many. */
  take(call: Met): FaultPlan | undefined {
    this.#calls.set(call.kind, (this.#calls.get(call.kind) ?? 0) + 1);
    const found = this.#current().find((standing) => meets(standing, call));
    if (found === undefined) return undefined;
    found.left -= 1;
    this.count(found.plan.fault);
    return found.plan;
  }

  count(fault: FaultKind): void {
    this.#met.set(fault, (this.#met.get(fault) ?? 0) + 1);
  }

  /** The fault by which this node says that it does not lead, while it stands. */
  leader(): FaultPlan | undefined {
    return this.#current().find(({ plan }) => plan.fault === 'not-leader')?.plan;
  }

  seen() {
    return { met: Object.fromEntries(this.#met), calls: Object.fromEntries(this.#calls) };
  }

  #current(): readonly Standing[] {
    this.#standing = this.#standing.filter(({ left, until }) => left > 0 && this.#now() < until);
    return this.#standing;
  }
}
