import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestDatabase, type TestDatabase } from '@hub/postgres/testing';
import { built, type Program } from '../built.js';
import { authority } from '../eventstoredb/certificates.js';
import { startEventStoreDouble, type EventStoreDouble } from '../eventstoredb/index.js';

describe('who the log is opened as', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-address-'));
  let database: TestDatabase;
  let double: EventStoreDouble;
  let address: string;
  beforeAll(async () => {
    database = await startTestDatabase();
    const trusted = authority();
    double = await startEventStoreDouble({ tls: trusted.issued('127.0.0.1'), users: { hub: 'another' } });
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, trusted.certificate);
    address = `esdb://hub:hush-hush@127.0.0.1:${String(double.port)}?tlsCAFile=${ca}`;
  });
  afterAll(async () => {
    await double.stop();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  /** A program of Concord with this address of its log; all that it says until it ends. */
  const said = (program: Program, args: readonly string[], eventStore: string) =>
    new Promise<{ readonly code: number | null; readonly text: string }>((resolve) => {
      const child = spawn(process.execPath, [built(program), ...args], {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          DATABASE_URL: database.appUrl,
          DATABASE_OWNER_URL: database.ownerUrl,
          CONCORD_DATA_DIR: folder,
          CONCORD_EVENT_STORE: eventStore,
          LOG_LEVEL: 'debug',
          PORT: '0',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
      child.once('close', (code) => resolve({ code, text }));
    });

  const programs: readonly (readonly [string, Program, () => readonly string[]])[] = [
    ['the hub', 'hub', () => []],
    ['concord doctor', 'concord', () => ['doctor']],
    ['concord log copy', 'concord', () => ['log', 'copy', '--from', address, '--to', `${address}&tls=true`]],
  ];

  it.each(programs)('is told by nobody who is not let in, and %s says that', async (_what, program, args) => {
    const { code, text } = await said(program, args(), address);
    expect(code).not.toBe(0);
    expect(text).toMatch(/does not let the hub in/);
    expect(text).not.toMatch(/hush|aHViOmh1c2/);
  });

  it.each(programs.slice(0, 2))(
    'is not told when its address is none, and %s says that',
    async (_what, program, args) => {
      const { code, text } = await said(program, args(), `${address}&hush=hush`);
      expect(code).not.toBe(0);
      expect(text).toMatch(/CONCORD_EVENT_STORE has a setting that its client does not know/);
      expect(text).not.toMatch(/hush/);
    },
  );
});
