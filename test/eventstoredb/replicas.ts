import type { FaultPlan, Met } from './faults.js';
import { Log, type Change } from './log.js';

/** How long things take in the cluster, in milliseconds. */
export interface Delays {
  /** Until the others notice that the leader is gone. */
  readonly notice: number;
  /** From then until another leads: meanwhile nobody is ready. */
  readonly elect: number;
  /** From then on until it says so itself, and shows what it was sent last: meanwhile it takes nothing, and answers whoever reads. */
  readonly inaugurate: number;
  /** How long a leader that was stopped and goes on believes that it still leads, with the log that it had. */
  readonly stale: number;
}

export type State = 'running' | 'paused' | 'killed';

interface Replica {
  readonly log: Log;
  /** How many of the changes its log holds. */
  has: number;
  state: State;
  /** It was stopped while it led, and has not been told better. */
  isStale: boolean;
}

interface Cluster {
  readonly now: () => number;
  readonly newId: () => string;
  readonly delays: Delays;
}

const WRITES: readonly string[] = ['append', 'delete'];

/**
 * Three logs, of which one leads: a change of its is in that of every node that runs before it is answered, and none is made
 * unless two of the three have it. Whoever comes back gets what it has missed.
 */
export class Replicas {
  readonly #all: readonly Replica[];
  readonly #changes: Change[] = [];
  readonly #delays: Delays;
  #leader: number | undefined = 0;
  /** Whom those that run take for the leader. */
  #said: number | undefined = 0;
  /** Whoever leads is not done with what has to be before it does. */
  #isBeginning = false;
  #round = 0;

  constructor({ now, newId, delays }: Cluster) {
    this.#delays = delays;
    this.#all = [0, 1, 2].map((index) => ({
      log: new Log({ now, newId, keep: (change) => this.#replicate(change, index) }),
      has: 0,
      state: 'running',
      isStale: false,
    }));
  }

  log(index: number): Log {
    return this.#all[index]!.log;
  }

  /** Who leads, as all would agree who are in touch. */
  get leader(): number | undefined {
    return this.#leader;
  }

  /** Who leads, as one node knows it. */
  leaderFor(index: number): number | undefined {
    return this.#all[index]!.isStale ? index : this.#said;
  }

  /** True where it was elected, and says of itself that it does not lead yet. */
  isBeginning(index: number): boolean {
    return this.#isBeginning && this.#said === index;
  }

  isAlive(index: number): boolean {
    return this.#all[index]!.state === 'running' || this.#said === index;
  }

  /** How a node takes a call: what requires the leader elsewhere is told where, and what cannot be agreed on is not answered. */
  standing(index: number, { kind, requiresLeader }: Met, addresses: readonly { host: string; port: number }[]) {
    if (kind === 'gossip' || kind === 'features') return undefined;
    const leader = this.leaderFor(index);
    const plans: Readonly<Record<string, FaultPlan>> = {
      ready: { fault: 'not-ready' },
      elsewhere: { fault: 'not-leader', ...(leader !== undefined && { leader: addresses[leader]! }) },
      silence: { fault: 'silence' },
    };
    if (leader === undefined) return plans['ready'];
    if (leader !== index && requiresLeader) return plans['elsewhere'];
    if (this.isBeginning(leader)) return WRITES.includes(kind) ? plans['ready'] : undefined;
    return WRITES.includes(kind) && !this.#agrees(leader) ? plans['silence'] : undefined;
  }

  stop(index: number, state: 'paused' | 'killed'): void {
    this.#all[index]!.state = state;
    if (this.#leader === index) this.#elect(this.#delays.notice);
  }

  /** Runs again; who led before learns after a while that another does. */
  start(index: number): void {
    const replica = this.#all[index]!;
    const believes = replica.state === 'paused' && this.#said !== index && replica.isStale;
    replica.state = 'running';
    setTimeout(() => this.#join(index), believes ? this.#delays.stale : 0);
  }

  #running(): readonly Replica[] {
    return this.#all.filter(({ state, isStale }) => state === 'running' && !isStale);
  }

  #agrees(leader: number): boolean {
    return this.#leader === leader && this.#all[leader]!.state === 'running' && this.#running().length >= 2;
  }

  #replicate(change: Change, by: number): void {
    this.#changes.push(change);
    for (const [index, replica] of this.#all.entries())
      if (index === by) replica.has += 1;
      else if (replica.state === 'running' && !replica.isStale) this.#catchUp(replica, this.#shown);
  }

  /** How many changes a follower shows: the last is there, and that others have it comes later. */
  get #shown(): number {
    return this.#changes.length - (this.#delays.inaugurate > 0 ? 1 : 0);
  }

  #catchUp(replica: Replica, upTo = this.#changes.length): void {
    while (replica.has < upTo) replica.log.replicate(this.#changes[replica.has++]!);
  }

  #join(index: number): void {
    const replica = this.#all[index]!;
    if (replica.state !== 'running') return;
    replica.isStale = false;
    this.#catchUp(replica);
    if (this.#leader === undefined) this.#elect(0);
  }

  #elect(notice: number): void {
    const round = (this.#round += 1);
    const old = this.#leader;
    setTimeout(() => {
      if (round !== this.#round || (old !== undefined && this.#all[old]!.state === 'running')) return;
      if (old !== undefined) this.#all[old]!.isStale = this.#all[old]!.state === 'paused';
      this.#leader = this.#said = undefined;
      setTimeout(() => {
        if (round !== this.#round || this.#running().length < 2) return;
        this.#leader = this.#said = this.#all.findIndex((one) => one.state === 'running' && !one.isStale);
        this.#begin(round);
      }, this.#delays.elect);
    }, notice);
  }

  #begin(round: number): void {
    this.#isBeginning = this.#delays.inaugurate > 0;
    setTimeout(() => {
      if (round !== this.#round) return;
      this.#isBeginning = false;
      if (this.#leader !== undefined) this.#catchUp(this.#all[this.#leader]!);
    }, this.#delays.inaugurate);
  }
}
