import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '@hub/eventsourcing';
import { withHub, type TestHub } from '../e2e/hub.js';
import { extractOf, load, type Running, type TestExtract } from './command.js';

const hub = withHub();

const tokenOf = async (agency: string): Promise<string> => {
  hub().as(agency, 'importer');
  return (await hub().tokenFor(JSON.stringify([agency, 'importer', `${agency}-importer`]))) ?? '';
};

async function* eventsOf({ store }: TestHub): AsyncGenerator<Recorded> {
  for (let after = store.start; ;) {
    const page = await store.page(after, 1_000);
    yield* page;
    if (page.length === 0) return;
    after = page.at(-1)!.position;
  }
}

/** How many people an agency has registered, and how many streams they are in. */
const peopleOf = async (agency: string) => {
  const streams: string[] = [];
  for await (const { type, stream, metadata } of eventsOf(hub()))
    if (type === 'PersonRegistered' && metadata.agency === agency) streams.push(stream);
  return { registered: streams.length, streams: new Set(streams).size };
};

/** Asserts that nobody asked for anything that was recorded; the hub itself may compare records meanwhile. */
const nothingIsRecorded = async (work: () => Promise<void>): Promise<void> => {
  const count = async () => {
    let events = 0;
    for await (const { metadata } of eventsOf(hub())) if (metadata.actor !== 'matching') events += 1;
    return events;
  };
  const before = await count();
  await work();
  expect(await count()).toBe(before);
};

const importing = async (extract: TestExtract, agency: string, ...more: readonly string[]): Promise<Running> =>
  load(extract, hub().url, await tokenOf(agency), ...more);

const imported = async (...args: Parameters<typeof importing>) => (await importing(...args)).ended;

/** Waits until so many rows are settled. */
const settled = async ({ journalled }: TestExtract, rows: number): Promise<void> => {
  while (journalled() < rows) await sleep(5);
};

beforeAll(async () => {
  for (const agency of ['social-care', 'schools', 'other']) await hub().enrol(agency, { roles: { importer: {} } });
});

describe('two agencies’ first load', () => {
  const [csc, education] = [extractOf('csc'), extractOf('education')];

  it('is tried without writing anything', async () => {
    await nothingIsRecorded(async () => {
      const { code, out } = await imported(csc, 'social-care', '--dry-run');
      expect([code, out]).toEqual([0, expect.stringContaining('500 rows: 500 would be sent to the hub')]);
    });
    expect(csc.journalled()).toBe(0);
  });

  it('killed in the middle and started again, registers everybody once', async () => {
    const first = await importing(csc, 'social-care');
    await settled(csc, 120);
    first.kill('SIGKILL');
    await first.ended;
    const { registered } = await peopleOf('social-care');
    expect(registered).toBeGreaterThan(100);
    expect(registered).toBeLessThan(500);
    const { code, out } = await imported(csc, 'social-care');
    expect([code, out]).toEqual([0, expect.stringMatching(/^500 rows: \d+ stored, \d+ there already, 0 with/)]);
    expect(await peopleOf('social-care')).toEqual({ registered: 500, streams: 500 });
  });

  it('interrupted, finishes what is under way and says how to go on', async () => {
    const first = await importing(education, 'schools');
    await settled(education, 80);
    first.kill('SIGINT');
    const { code, err } = await first.ended;
    expect(code).toBe(130);
    expect(err).toContain(`to go on where this ended: concord import --file ${education.file}`);
    const before = await peopleOf('schools');
    expect(education.journalled()).toBe(before.registered + 1);
    const startedAt = performance.now();
    const rest = await imported(education, 'schools');
    const seconds = (performance.now() - startedAt) / 1000;
    expect(rest.out).toContain(`500 rows: ${500 - before.registered} stored, ${before.registered} there already`);
    expect(await peopleOf('schools')).toEqual({ registered: 500, streams: 500 });
    console.info(
      `import: ${500 - before.registered} people in ${seconds.toFixed(1)} s, the start of the command included`,
    );
  });

  it('run again stores nothing, with its journal and without', async () => {
    await nothingIsRecorded(async () => {
      expect((await imported(csc, 'social-care')).out).toContain('500 rows: 0 stored, 500 there already');
      rmSync(csc.journal);
      expect((await imported(csc, 'social-care')).out).toContain('500 rows: 0 stored, 500 there already');
    });
  });

  it('keeps what the rows say, sealed, and none of it in the journal', async () => {
    const journal = readFileSync(education.journal, 'utf8');
    expect(journal).not.toMatch(/Damian|Taylor|Cooke-Robson|1551378/);
    const [first] = journal.split('\n').filter((line) => line.includes('personId'));
    const { personId } = JSON.parse(first!) as { personId: string };
    const events = await hub().store.read(`person-${personId}`);
    expect(events.map(({ type }) => type)).toEqual([
      'PersonRegistered',
      'IdentifierRecorded',
      'AddressRecorded',
      'InvolvementRecorded',
    ]);
    expect(events[0]?.data).toMatchObject({ location: 'unreviewed' });
    expect(events[3]?.data).toMatchObject({ workers: [], location: 'unreviewed' });
  });
});

describe('rows with something wrong', () => {
  const ROW = (id: string, change: Partial<Record<'first' | 'born' | 'nhs', string>> = {}) =>
    [
      id,
      change.first ?? 'Ada',
      'Example',
      change.born ?? '2016-02-03',
      change.nhs ?? '',
      '"1 Example Street\r\nAberwen"',
      'North',
      '2026-01-05',
    ].join(',');
  const extract = extractOf('csc', () =>
    [
      'Id,First,Last,Born,NHS,Address,Team,Since',
      ROW('1'), // lines 2 and 3
      ROW('2', { born: '2016-02-30' }),
      ROW('3', { first: ' ' }).replace('Example,', ' ,'),
      ROW('4', { nhs: '943 476 5918' }),
      ROW('5', { nhs: '943 476 5919' }),
      ROW('1', { first: 'Bo' }),
      ROW('7', { first: 'A\0da' }),
      ROW('8'),
    ].join('\r\n'),
  );
  const mapping = `${extract.file}.mapping.json`;
  writeFileSync(
    mapping,
    JSON.stringify({
      id: 'b3d7a0c4-19e2-4f6a-8c05-7d2e91f4a6b8',
      localId: 'Id',
      name: { given: 'First', family: 'Last' },
      dateOfBirth: { column: 'Born', format: 'yyyy-MM-dd' },
      identifiers: [{ column: 'NHS', scheme: 'nhs-number' }],
      address: { columns: ['Address'], from: { column: 'Since', format: 'yyyy-MM-dd' } },
      involvement: { service: { column: 'Team' }, from: { column: 'Since', format: 'yyyy-MM-dd' } },
    }),
  );
  const bad = { ...extract, mapping };

  it('are named by line and reason, and nothing of them is stored while the others are', async () => {
    const before = await peopleOf('schools');
    const { code, out, err } = await imported(bad, 'schools');
    expect([code, out]).toEqual([
      3,
      expect.stringContaining('8 rows: 3 stored, 0 there already, 5 with something wrong'),
    ]);
    const rejects = readFileSync(bad.rejects, 'utf8').trim().split('\n');
    expect(rejects.map((line) => JSON.parse(line) as object)).toEqual([
      { line: 4, lastLine: 5, code: 'people/date-of-birth-not-a-date' },
      { line: 6, lastLine: 7, code: 'people/name-blank' },
      { line: 8, lastLine: 9, code: 'people/nhs-number-not-valid' },
      { line: 12, lastLine: 13, code: 'import/duplicate-local-id', column: 'Id' },
      { line: 14, lastLine: 15, code: 'import/control-character', column: 'First' },
    ]);
    expect((await peopleOf('schools')).registered).toBe(before.registered + 3);
    expect(out + err + rejects.join()).not.toMatch(/Ada|Bo\b|943|Example Street|2016/);
  });

  it('are the same in a dry run', async () => {
    const first = readFileSync(bad.rejects, 'utf8');
    expect((await imported(bad, 'schools', '--dry-run')).code).toBe(3);
    expect(readFileSync(bad.rejects, 'utf8')).toBe(first);
  });

  it('that the hub alone finds are named as well: a row that has changed', async () => {
    writeFileSync(bad.file, readFileSync(bad.file, 'utf8').replace('8,Ada', '8,Adah'));
    await nothingIsRecorded(async () => {
      const { code, out } = await imported(bad, 'schools');
      expect([code, out]).toEqual([
        3,
        expect.stringContaining('8 rows: 0 stored, 2 there already, 6 with something wrong'),
      ]);
    });
    expect(readFileSync(bad.rejects, 'utf8')).toContain(
      '"line":16,"lastLine":17,"code":"import/already-imported-differently"',
    );
  });

  it('are looked at afresh for another agency, to which the journal means nothing', async () => {
    const { out } = await imported(bad, 'other');
    expect(out).toContain('8 rows: 3 stored, 0 there already, 5 with something wrong');
    expect(await peopleOf('other')).toEqual({ registered: 3, streams: 3 });
  });
});

it('stops at once where the token is not accepted', async () => {
  const extract = extractOf('csc');
  await nothingIsRecorded(async () => {
    const { code, err } = await load(extract, hub().url, 'nonsense').ended;
    expect([code, err]).toEqual([4, expect.stringContaining('the hub does not accept the token')]);
  });
});
