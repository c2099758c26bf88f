import { randomUUID } from 'node:crypto';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { structuredLog } from '@hub/platform';
import { withPostgres } from '@hub/postgres/testing';
import type { Cause, Recalled } from '@hub/reliance';
import { recallProcess, type RecallProcessParts } from './recall-process.js';

const database = withPostgres();
const clock = (): Date => new Date('2026-06-30T09:00:00.000Z');

const school: Recalled = {
  ...{ recipient: 'school', agencyId: 'school', subject: 'c1', subjects: ['c1'], knownAs: ['c1'] },
  scope: { items: [], byHand: ['told-by-phone'] },
  obligation: 'stop-using',
};

/** A log in which somebody has withdrawn a consent; whoever is recalled is told by `recalledBy`. */
const afterWithdrawal = async (parts: Partial<RecallProcessParts>) => {
  const store = inMemoryEventStore({ now: () => clock().toISOString() });
  const metadata = { agency: 'school', actor: 'w-1', correlationId: 'test' };
  const withdraw = async (subject: string): Promise<void> => {
    const claim = { agency: 'school', commandId: randomUUID(), requestMac: 'mac' };
    const events = [{ id: randomUUID(), type: 'ConsentWithdrawn', data: { subject }, metadata }];
    await store.append({ stream: `consents-${subject}`, events, expected: -1, claim });
  };
  await withdraw('c1');
  const asked: Cause[] = [];
  const lines: string[] = [];
  const open = (other: Partial<RecallProcessParts> = {}) =>
    recallProcess({
      store,
      pools: database(),
      reliance: {
        async *recalledBy(cause) {
          asked.push(cause);
          yield await Promise.resolve(school);
        },
      },
      keyedHash: (domain, value) => `${domain} ${value}`,
      clock,
      log: structuredLog({ level: 'trace', to: { write: (line: string) => void lines.push(line) } }),
      waitFor: () => Promise.resolve(true),
      settling: 0,
      lookWhatLeft: () => Promise.resolve(),
      ...parts,
      ...other,
    });
  const raised = async () => (await store.page(store.start, 100)).filter(({ type }) => type === 'RecallRaised');
  return { open, raised, asked, lines, store, withdraw };
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('the process that recalls', () => {
  beforeEach(async () => {
    // Each log begins anew, and so does how far it has been followed; the first time there is no table yet.
    await database()
      .owner.query('delete from hub.checkpoints')
      .catch(() => undefined);
  });

  it('raises what it did not come to before it was stopped, and nothing twice', async () => {
    const { open, raised, withdraw } = await afterWithdrawal({});
    const early = open({ settling: 60_000 });
    await early.start();
    await early.stop();
    expect(await raised()).toEqual([]);
    const raisedBy = async (process: ReturnType<typeof open>, count: number): Promise<void> => {
      await process.start();
      await until(async () => (await raised()).length >= count);
      await process.stop();
    };
    await raisedBy(open(), 1);
    // What the next comes to, it comes to after all that was there.
    await withdraw('c2');
    await raisedBy(open(), 2);
    expect(await raised()).toHaveLength(2);
  });

  it('looks how far feeds have left before the index shows the log, and then asks who was told what', async () => {
    const steps: string[] = [];
    const { open, raised, asked } = await afterWithdrawal({
      waitFor: () => {
        steps.push('index');
        return Promise.resolve(true);
      },
      lookWhatLeft: () => {
        steps.push(`left, with ${asked.length} causes asked about`);
        return Promise.resolve();
      },
    });
    const process = open();
    await process.start();
    await until(async () => (await raised()).length > 0);
    await process.stop();
    expect(steps.slice(0, 3)).toEqual(['index', 'left, with 0 causes asked about', 'index']);
    expect(asked).toHaveLength(1);
  });

  it('stops when it is told to, also while the index stands still, and says of nothing that it failed', async () => {
    let isAsked = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (isAsked = resolve));
    let count = 0;
    const { open, raised, lines } = await afterWithdrawal({
      waitFor: () => {
        count += 1;
        if (count === 1) return Promise.resolve(true);
        isAsked();
        return new Promise(() => undefined);
      },
    });
    const process = open();
    await process.start();
    await waiting;
    await process.stop();
    expect(await raised()).toEqual([]);
    expect(lines).toEqual([]);
    expect(process.health()).toEqual({ up: false, because: 'stopped' });
  });
});
