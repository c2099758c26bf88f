// A double of EventStoreDB in a process of its own: its protocol and its answers, for tests alone. `index.ts` starts it.
import { randomUUID } from 'node:crypto';
import { controlOf, startControl } from './control.js';
import { Faults } from './faults.js';
import { openJournal, type Journal } from './journal.js';
import { begun, HOST, listen } from './listening.js';
import { Log } from './log.js';
import type { Member } from './node.js';
import type { Settings } from './settings.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
const now = (): number => Date.now();

const openLog = (): Log => {
  let journal: Journal | undefined;
  const log = new Log({ now, newId: randomUUID, keep: (change) => journal?.keep(change) });
  if (settings.file !== undefined) journal = openJournal(settings.file, (change) => log.restore(change));
  return begun(log);
};

const log = openLog();
const faults = new Faults(() => performance.now());
const at = { host: HOST, port: 0 };
const ids = [randomUUID(), randomUUID()] as const;

/** One node, or two while it says that another leads. */
const members = (): readonly Member[] => {
  const plan = faults.leader();
  const self: Member = {
    id: ids[0],
    state: plan === undefined ? 'Leader' : 'Follower',
    isAlive: true,
    at,
    lacks: plan?.lacks ?? 0,
  };
  const other: Member = { id: ids[1], state: 'Leader', isAlive: true, at: plan?.leader ?? at, lacks: 0 };
  return plan === undefined ? [self] : [self, other];
};

const { node, port } = await listen(
  {
    log,
    writing: () => log,
    standing: () => undefined,
    members,
    faults,
    now,
    liveBuffer: settings.liveBuffer ?? 400,
    address: () => at,
  },
  settings,
);
at.port = port;
console.log(JSON.stringify({ port, control: await startControl(controlOf(node)) }));
