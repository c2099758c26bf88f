import pg from 'pg';
import { postgresEventStore } from '../../event-store.js';
import { postgresPools } from '../../connection.js';
import { projector, readStore } from '../index.js';
import { postgresKeyStore } from '../../key-store.js';
import { openVault } from './a-log-of-events.js';
import { allProjections } from './all-projections.js';

/**
 * A projector in a process of its own that kills itself at the n-th statement: before it is sent, or (`after`) when it has
 * been sent and not been answered. Says `done` when it got to the end of the log before that.
 */
const [ownerUrl = '', appUrl = '', task = 'follow', at = '0', side = 'before'] = process.argv.slice(2);

const pools = postgresPools({ ownerUrl, appUrl });
const store = postgresEventStore({ connectionString: appUrl, now: () => new Date().toISOString() });
const names = allProjections.map(({ name }) => name);
const views = readStore({ pools, store, now: () => '', projections: names });
const keys = postgresKeyStore(pools.owner);
const vault = { ...openVault, forgotten: () => (task === 'follow' ? Promise.resolve([]) : keys.destroyed()) };
const options = { store, vault, pools, projections: allProjections, board: views, page: 50 };

let statements = 0;
// The prototype's method is taken whole: what is counted are the projector's own statements.
const query = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')?.value as (...args: unknown[]) => unknown;
const owners = new URL(ownerUrl).username;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  if (this.user !== owners) return query.apply(this, args);
  statements += 1;
  const now = statements === Number(at);
  if (now && side === 'before') process.kill(process.pid, 'SIGKILL');
  const answer = query.apply(this, args);
  if (now) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
  return answer;
} as never;

const made = projector(options);
if (task.startsWith('forget ')) {
  await keys.destroy([task.slice('forget '.length)]);
  await made.forget();
} else if (task === 'rebuild') for (const name of names) await made.rebuild(name);
else {
  await made.start();
  await views.waitFor(await store.head(), 60_000);
}
process.stdout.write(`done ${String(statements)}\n`);
process.kill(process.pid, 'SIGKILL');
