import { randomUUID } from 'node:crypto';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { structuredLog } from '@hub/platform';
import { withPostgres } from '@hub/postgres/testing';
import { matchProcess } from './match-process.js';

const database = withPostgres();
const clock = (): Date => new Date('2026-06-30T09:00:00.000Z');

/** A process that has come to a batch which the index does not show yet. */
const waitingForTheIndex = async (indexed: Promise<boolean>) => {
  const store = inMemoryEventStore({ now: () => clock().toISOString() });
  const metadata = { agency: 'school', actor: 'w-1', correlationId: 'test' };
  const claim = { agency: 'school', commandId: randomUUID(), requestMac: 'mac' };
  const events = [{ id: randomUUID(), type: 'SomethingHappened', data: {}, metadata }];
  await store.append({ stream: 's', events, expected: -1, claim });
  const lines: string[] = [];
  let isAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const process = matchProcess({
    store,
    pools: database(),
    vault: { openEvents: (found) => Promise.resolve(found), keyedHash: () => '' },
    index: { candidates: () => Promise.resolve([]) },
    hash: () => '',
    clock,
    log: structuredLog({ level: 'trace', to: { write: (line: string) => void lines.push(line) } }),
    waitFor: () => {
      isAsked();
      return indexed;
    },
  });
  await process.start();
  await asked;
  return { process, lines };
};

describe('matching', () => {
  it('that is stopped before the index has come up says of nothing that it failed', async () => {
    const { process, lines } = await waitingForTheIndex(new Promise(() => undefined));
    await process.stop();
    expect(lines).toEqual([]);
    expect(process.health()).toEqual({ up: false, because: 'stopped' });
  });

  it('says that it stands still when the index does not come up', async () => {
    const { process, lines } = await waitingForTheIndex(Promise.resolve(false));
    while (process.health().up) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(process.health()).toEqual({ up: false, because: 'failed' });
    await process.stop();
    expect(lines).toEqual([expect.stringMatching(/"level":"error".*matching stands still/)]);
  });
});
