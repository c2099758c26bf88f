import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPostgres } from '@hub/postgres/testing';
import { openHub } from '../e2e/hub.js';
import { startHubProcess, startIssuer } from '../faults/hub/index.js';
import { tellBody } from './index.js';

const database = withPostgres();
const person = { name: { given: 'Odalinda', family: 'Quillfeather' } };

describe('a hub in the process of a suite', () => {
  it('is listened to, and fails the suite that stops it when a line told what an agent had told', async () => {
    const { hub, log, close } = await openHub(database(), {});
    const before = log.lines();
    await hub.enrol('nursery', { roles: { lead: {} } });
    await hub.as('nursery', 'lead').post('/people', person).created();
    // A line for each request at least, whatever level is shown.
    expect(log.lines()).toBeGreaterThanOrEqual(before + 4);
    expect(log.tellsNothing).not.toThrow();
    log.take('{"level":"error","msg":"no place for Quillfeather"}\n');
    await expect(close()).rejects.toThrow('no place for Quillfeather');
  });
});

/** What a hub would look like from outside that writes what it was told. */
const TELLTALE = `
process.stdout.write('Concord listens on http://127.0.0.1:1\\n');
process.stderr.write('{"level":"error","msg":"no place for Quillfeather"}\\n');
setInterval(() => undefined, 1_000);
`;

describe('a process that writes what an agent had told', () => {
  it.each(['stop', 'kill'] as const)('fails the suite at its end: %s', async (end) => {
    tellBody(person);
    const folder = mkdtempSync(join(tmpdir(), 'concord-logs-'));
    const main = join(folder, 'telltale.mjs');
    writeFileSync(main, TELLTALE);
    const issuer = await startIssuer();
    const told = await startHubProcess({ main, dataDir: folder, issuer });
    while (!told.log().includes('Quillfeather')) await sleep(10);
    await expect(told[end]()).rejects.toThrow('no place for Quillfeather');
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
