/**
 * Once a withdrawal is acknowledged, no read that starts later discloses what it took back, while every projection stands
 * still; and the trail, read from the log alone, tells the same story (G2, G4).
 *
 * 1,000 reads by HTTP, eight at a time, against a hub in a process of its own; each kind of withdrawal falls among its
 * share of them. With `CONCORD_SOAK=1`, 100,000 in chunks of 1,000: each has a seed of its own, so that a run that was
 * broken off goes on with `CONCORD_TEST_FROM_CHUNK=37`, and one that failed is repeated with `-t 'chunk 37 '`.
 *
 * Seen to fail (24 November 2026), each broken by hand in turn:
 * - `leaving` without its second look at the heads: entries that rested on old facts were not void;
 * - the same, and the heads before the decision read once a second: reads after the acknowledgement showed the note;
 * - the entry written after the answer: answers without an entry in the log.
 */
import { withHubProcess } from './hub/index.js';
import { race, type Read, type Run } from './readers.js';
import { enrolEverybody, share, surroundings } from './shared-world.js';
import { stopProjections } from './stopped-projections.js';
import { trailOf } from './trail.js';
import { WITHDRAWALS, type Shared, type Surroundings, type Withdrawal } from './withdrawals.js';

const SOAK = process.env['CONCORD_SOAK'] === '1';
const SEED = Number(process.env['CONCORD_SEED'] ?? 20261124);
const READS = 1000;
const AT_ONCE = 8;
const CHUNKS = Array.from({ length: SOAK ? 100 : 1 }, (_, index) => index + 1).filter(
  (chunk) => chunk >= Number(process.env['CONCORD_TEST_FROM_CHUNK'] ?? 1),
);

const hub = withHubProcess();

interface Raced extends Run {
  readonly withdrawal: Withdrawal;
  readonly shared: Shared;
  /** Of the withdrawal in the log. */
  readonly withdrawnAt: bigint;
}

/** Agreements that outlive a chunk. */
let standing: Partial<Surroundings['agreements']> = {};

beforeAll(() => enrolEverybody(hub()));

const runOne = async (withdrawal: Withdrawal, shared: Shared, around: Surroundings, seed: number): Promise<Raced> => {
  let withdrawnAt = 0n;
  const withdraw = async (): Promise<void> => {
    const answer = await withdrawal.carryOut(shared, around);
    if (answer.status !== 201) throw new Error(`${withdrawal.name}: ${answer.status} ${answer.text}`);
    withdrawnAt = BigInt((JSON.parse(answer.text) as { position: string }).position);
  };
  const run = await race({
    agent: hub().partnership.as('school', 'dsl'),
    store: hub().store,
    shared,
    purpose: withdrawal.purpose ?? 'early-help',
    seed,
    reads: Math.ceil(READS / WITHDRAWALS.length),
    atOnce: AT_ONCE,
    withdraw,
  });
  await withdrawal.takeBack?.(around);
  return { ...run, withdrawal, shared, withdrawnAt };
};

const discloses = ({ hides }: Withdrawal, { showsNote, showsPerson }: Read): boolean =>
  showsNote || (hides === 'person' && showsPerson);

const expectKept = ({ withdrawal, reads, acknowledgedAt, sentAt }: Raced): void => {
  const before = reads.filter(({ startedAt }) => startedAt < sentAt);
  const after = reads.filter(({ startedAt }) => startedAt > acknowledgedAt);
  const leaked = after.filter((read) => discloses(withdrawal, read));
  expect([withdrawal.name, leaked]).toEqual([withdrawal.name, []]);
  // It was there to be read, by whatever door, and it was asked for again.
  expect([withdrawal.name, before.some(({ showsNote }) => showsNote)]).toEqual([withdrawal.name, true]);
  expect(after.length).toBeGreaterThanOrEqual(READS / WITHDRAWALS.length / 4);
  // Nothing but answers and the one 404; a read that gave up is told to come again.
  expect(reads.filter(({ status }) => ![200, 404, 503].includes(status))).toEqual([]);
};

const expectStory = async (races: readonly Raced[], since: string): Promise<void> => {
  const trail = await trailOf(hub().store, since);
  const answers = races.flatMap(({ reads }) => reads).filter(({ status }) => status === 200);
  const byId = new Map(trail.entries.map((entry) => [entry.id, entry]));

  // Whatever was answered was in the log by then, and stands.
  expect(answers.filter(({ entry }) => entry.length !== 1)).toEqual([]);
  expect(answers.filter(({ disclosureId = '' }) => byId.get(disclosureId)?.voidedAt !== undefined)).toEqual([]);
  expect(answers.filter(({ disclosureId = '' }) => !byId.has(disclosureId))).toEqual([]);

  // What was answered rested on facts that were current when it was written, so whatever did not is void.
  const standing = trail.entries.filter(({ voidedAt }) => voidedAt === undefined);
  const answered = standing.filter(({ id }) => answers.some(({ disclosureId }) => disclosureId === id));
  expect(answered).toHaveLength(answers.length);
  expect(answered.filter((entry) => !trail.headsCurrentAt(entry, entry.at))).toEqual([]);
  // What else stands is of reads that were told nothing.
  const silent = standing.filter((entry) => !answered.includes(entry));
  expect(silent.filter(({ items }) => items.length > 0)).toEqual([]);
  expect(silent.length).toBeLessThanOrEqual(races.flatMap(({ reads }) => reads).length - answers.length);
  // What is void rested on facts that had moved by then.
  const voided = trail.entries.filter(({ voidedAt }) => voidedAt !== undefined);
  expect(voided.filter((entry) => trail.headsCurrentAt(entry, entry.voidedAt!))).toEqual([]);
  // In every race some reads were under way.
  expect(voided.length).toBeGreaterThan(0);

  // In the order of the log: nothing that stands after a withdrawal shows what it took back.
  for (const { shared, withdrawnAt } of races) {
    const late = standing.filter(
      ({ at, items }) => at > withdrawnAt && items.some((item) => item.includes(shared.note)),
    );
    expect(late).toEqual([]);
  }
};

const numbers = (races: readonly Raced[]): string => {
  const reads = races.flatMap((each) => each.reads);
  const after = races.flatMap(({ reads: all, acknowledgedAt }) =>
    all.filter((read) => read.startedAt > acknowledgedAt),
  );
  return `${races.length} withdrawals among ${reads.length} reads, ${after.length} of them after an acknowledgement`;
};

it.each(CHUNKS)(
  'chunk %i of a thousand reads: what was withdrawn is not read again, and the trail says so',
  async (chunk) => {
    const around = await surroundings(hub(), standing);
    const shared: Shared[] = [];
    for (const [index, withdrawal] of WITHDRAWALS.entries())
      shared.push(await share(hub(), withdrawal, chunk * 100 + index));
    // A read that waits for the views: they show everything before they are stopped.
    await hub().partnership.as('school', 'dsl').get('/caseload', { purpose: 'early-help' }).expect(200);

    const stopped = await stopProjections(hub().database);
    try {
      const since = await hub().store.head();
      const races: Raced[] = [];
      for (const [index, withdrawal] of WITHDRAWALS.entries())
        races.push(await runOne(withdrawal, shared[index]!, around, SEED + chunk * 1000 + index));
      races.forEach(expectKept);
      await expectStory(races, since);
      await stopped.expectStill();
      const { transition: _ended, ...others } = around.agreements;
      standing = others;
      process.stderr.write(`${numbers(races)}\n`);
    } finally {
      await stopped.letGo();
    }
  },
  300_000,
);
