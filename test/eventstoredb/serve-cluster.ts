// A double of a cluster of three in a process of its own: a log, a port and a gate for each. `cluster.ts` starts it.
import { randomUUID } from 'node:crypto';
import { startControl, controlOf, type Asked } from './control.js';
import { Faults } from './faults.js';
import { gateBefore, type Gate } from './gate.js';
import { begun, HOST, listen } from './listening.js';
import type { Member } from './node.js';
import { Replicas, type Delays } from './replicas.js';

const { ports, ...delays } = JSON.parse(process.argv[2] ?? '{}') as Delays & { readonly ports: readonly number[] };
const now = (): number => Date.now();
const replicas = new Replicas({ now, newId: randomUUID, delays });
const INDEXES = [0, 1, 2] as const;
const addresses = INDEXES.map((index) => ({ host: HOST, port: ports[index]! }));
const ids = INDEXES.map(() => randomUUID());

const membersFor = (index: number): readonly Member[] => {
  const leader = replicas.leaderFor(index);
  const end = (of: number): bigint => replicas.log(of).end;
  const state = (of: number): Member['state'] => {
    if (leader === undefined) return 'Unknown';
    if (of === index && replicas.isBeginning(of)) return 'PreLeader';
    return of === leader ? 'Leader' : 'Follower';
  };
  return INDEXES.map((of) => ({
    id: ids[of]!,
    state: state(of),
    isAlive: of === index || replicas.isAlive(of),
    at: addresses[of]!,
    lacks: Number(end(index) > end(of) ? end(index) - end(of) : 0n),
  }));
};

begun(replicas.log(0));
const faults = new Faults(() => performance.now());
const nodes = await Promise.all(
  INDEXES.map((index) =>
    listen({
      log: replicas.log(index),
      writing: () => replicas.log(replicas.leaderFor(index) ?? index),
      standing: (call) => replicas.standing(index, call, addresses),
      members: () => membersFor(index),
      faults,
      now,
      liveBuffer: 400,
      address: () => addresses[index]!,
    }),
  ),
);
const gates: readonly Gate[] = await Promise.all(
  nodes.map(({ port }, index) => gateBefore(port, addresses[index]!.port)),
);

interface Which {
  readonly index: number;
  readonly milliseconds?: number;
}

const doing =
  (what: (which: Which, gate: Gate) => unknown) =>
  async (body: string): Promise<object> => {
    const which = JSON.parse(body) as Which;
    await what(which, gates[which.index]!);
    return {};
  };

const asked: Asked = {
  ...controlOf(nodes[0]!.node),
  '/leader': () => ({ leader: replicas.leader }),
  '/pause': doing(({ index }, gate) => {
    gate.hold();
    replicas.stop(index, 'paused');
  }),
  '/resume': doing(({ index }, gate) => {
    replicas.start(index);
    gate.release();
  }),
  '/kill': doing(({ index }, gate) => {
    replicas.stop(index, 'killed');
    return gate.close();
  }),
  '/restart': doing(async ({ index }, gate) => {
    replicas.start(index);
    await gate.open();
  }),
  '/freeze': doing((_, gate) => gate.freeze()),
  '/slow': doing(({ milliseconds = 0 }, gate) => gate.slow(milliseconds)),
};
console.log(JSON.stringify({ control: await startControl(asked) }));
