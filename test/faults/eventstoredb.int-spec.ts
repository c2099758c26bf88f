/**
 * A whole hub whose log is on EventStoreDB, while that fails: lost and late replies, resets, silence, subscriptions that end or are
 * dropped, a server that is not ready, does not lead, stands still or is killed (G2, G4, G6).
 *
 * Each fault is planned on the double while commands are given, one of the fourteen kinds of withdrawal falls among reads at five
 * doors, and views, matching, release and recalls follow. Then each command is in the log at the place that its answer named, and once,
 * also where it had to be sent again; no read that began after the withdrawal's acknowledgement shows what it took back; whatever
 * was answered had its entry in the log, resting on facts that were current; and everything that follows has come to the end.
 * Faults that last are said by health in a word, and are over when the server is back, without a restart.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStorage } from '../../apps/hub/storage.js';
import type { EventStoreDouble, FaultKind, FaultPlan } from '../eventstoredb/index.js';
import { chance } from './chance.js';
import { expectFolded } from './folded.js';
import { expectFollowed, withHubOnDouble } from './hub-on-double.js';
import { expectCarriedOut, expectOrder, expectRecorded } from './kept.js';
import { carryOut, press, type Asked } from './load.js';
import { persistentIn } from './persistent.js';
import { race, type Run } from './readers.js';
import { enrolEverybody, share, surroundings } from './shared-world.js';
import { trailOf } from './trail.js';
import { WITHDRAWALS, type Shared, type Surroundings, type Withdrawal } from './withdrawals.js';
import { wholeLog } from '@hub/eventsourcing/testing';

const SEED = Number(process.env['CONCORD_SEED'] ?? 20261128);
const CALLERS = 2;
const READS = 24;
const AT_ONCE = 4;

interface Meddling {
  readonly meddle: (double: EventStoreDouble) => Promise<unknown>;
  /** What the double has to have met of it; missing where it was not planned but done. */
  readonly fault?: FaultKind;
}

const planned = (plan: FaultPlan): Meddling => ({ fault: plan.fault, meddle: ({ faults }) => faults.plan(plan) });

/** The subscriptions that are open, and the next ones. */
const struck = (fault: 'ended' | 'too-slow' | 'silence'): Meddling => ({
  fault,
  meddle: async ({ faults }) => {
    await faults.plan({ fault, on: ['subscribe'], times: 3, after: 1 });
    await faults.strike(fault);
  },
});

/** Each happens as the load begins, and again as the withdrawal is sent. */
const FAULTS: readonly (readonly [string, Meddling])[] = [
  ['replies to appends are lost', planned({ fault: 'reply-lost', on: ['append'], times: 4 })],
  ['replies come too late', planned({ fault: 'reply-late', times: 8, ms: 600 })],
  ['connections are reset before anything happens', planned({ fault: 'reset', on: ['append'], times: 4 })],
  ['connections are reset after an append', planned({ fault: 'reset-after-effect', on: ['append'], times: 4 })],
  ['reads break off', planned({ fault: 'reset', on: ['read', 'readAll'], times: 8, after: 1 })],
  ['calls are met with silence', planned({ fault: 'silence', on: ['append', 'read', 'readAll'], times: 4 })],
  ['subscriptions end', struck('ended')],
  ['subscriptions are dropped as too slow', struck('too-slow')],
  ['subscriptions fall silent', struck('silence')],
  ['the server is not ready', planned({ fault: 'not-ready', forMs: 400 })],
  ['another node leads', planned({ fault: 'not-leader', forMs: 400 })],
  ['appends meet themselves', planned({ fault: 'own-write-refused', on: ['append'], times: 12 })],
  [
    'the server stands still',
    {
      meddle: async (double) => {
        double.pause();
        await sleep(500);
        double.resume();
      },
    },
  ],
  [
    'the server is killed and started again',
    {
      meddle: async (double) => {
        await double.kill();
        await double.restart();
      },
    },
  ],
];

const hub = withHubOnDouble();
const asked: Asked = { commands: [], disclosures: [], acknowledged: 0 };
const people: string[] = [];
let standing: Partial<Surroundings['agreements']> = {};

beforeAll(async () => {
  const { partnership } = hub();
  await enrolEverybody(hub());
  await partnership.enrol('clinic', { sector: 'health', roles: { nurse: [] } });
  for (const given of ['Ann', 'Ben', 'Cat', 'Dan'])
    people.push(
      (
        await partnership
          .as('clinic', 'nurse')
          .post('/people', { name: { given, family: 'Known' } })
          .created()
      ).id,
    );
});

const clinic = () => hub().partnership.as('clinic', 'nurse');

/** Every command has come to something, and the same again when it is sent again. */
const finish = async (): Promise<void> => {
  for (const sent of asked.commands) while (!sent.answer) await carryOut(clinic(), asked, sent);
  const last = asked.commands.at(-1)!;
  expect((await carryOut(clinic(), asked, last)).body).toEqual(last.answer);
};

const discloses = ({ hides }: Withdrawal, read: Run['reads'][number]): boolean =>
  read.showsNote || (hides === 'person' && read.showsPerson);

/** What was withdrawn is not read again, and what was answered is in the trail, on facts that were current. */
const expectWithdrawn = async (
  withdrawal: Withdrawal,
  { reads, acknowledgedAt }: Run,
  since: string,
): Promise<void> => {
  expect(reads.filter(({ status }) => ![200, 404, 503].includes(status))).toEqual([]);
  expect(reads.filter((read) => read.startedAt > acknowledgedAt && discloses(withdrawal, read))).toEqual([]);
  const { entries, headsCurrentAt } = await trailOf(hub().patient, since);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const answered = reads.filter(({ status }) => status === 200).map(({ disclosureId = '' }) => byId.get(disclosureId));
  expect(answered.filter((entry) => !entry || entry.voidedAt !== undefined)).toEqual([]);
  expect(answered.filter((entry) => entry && !headsCurrentAt(entry, entry.at))).toEqual([]);
};

describe.each(FAULTS)('while %s', (what, { meddle, fault }) => {
  const index = FAULTS.findIndex(([name]) => name === what);
  const withdrawal = WITHDRAWALS[index % WITHDRAWALS.length]!;

  it(`nothing is lost, doubled, stuck, or disclosed after ${withdrawal.name}`, async () => {
    const { store, double, partnership } = hub();
    const around = await surroundings(hub(), standing);
    const shared: Shared = await share(hub(), withdrawal, (SEED % 1000) + index);
    const school = partnership.as('school', 'dsl');
    const purpose = withdrawal.purpose ?? 'early-help';
    const view = await school.get(`/people/${shared.person}/view`, { purpose });
    expect(view.text).toContain(shared.text);

    const since = await store.head();
    const before = await double.seen();
    const next = chance(SEED + index);
    let isOver = false;
    const callers = Array.from({ length: CALLERS }, () =>
      press({ agent: clinic(), people, asked, next }, () => isOver),
    );
    let faulty = meddle(double);
    const withdraw = async (): Promise<void> => {
      faulty = faulty.then(() => meddle(double));
      const answer = await withdrawal.carryOut(shared, { ...around, partnership: persistentIn(partnership) });
      expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    };
    const run = await race({
      ...{ agent: school, store, shared, purpose, seed: SEED + index, withdraw },
      ...{ reads: READS, atOnce: AT_ONCE },
    });
    isOver = true;
    await Promise.all([...callers, faulty]);
    await double.faults.clear();
    if (fault) expect((await double.seen()).met[fault]).toBeGreaterThan(before.met[fault] ?? 0);
    const { text } = await school.get(`/people/${shared.person}/view`, { purpose });
    expect(text).not.toContain(shared.text);
    await withdrawal.takeBack?.({ ...around, partnership: persistentIn(partnership) });
    const { transition, ...others } = around.agreements;
    standing = withdrawal.purpose === 'transition' ? others : { ...others, transition };

    await finish();
    await expectWithdrawn(withdrawal, run, since);
  });
});

it('in the end everything that follows has come to the end, and the views are those of a fold from the beginning', async () => {
  const { patient: store, config } = hub();
  await expectFollowed(hub());
  const log = await wholeLog(store);
  expectOrder(log, (a, b) => store.isAfter(a, b));
  expectCarriedOut(log, asked, { agency: 'clinic', people });
  expectRecorded(log, asked);

  await hub().stop();
  const storage = await openStorage(config, { clock: () => new Date(), say: () => undefined });
  await expectFolded(storage, await wholeLog(store));
  await storage.close();
});
