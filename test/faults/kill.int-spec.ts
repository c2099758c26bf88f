/**
 * `kill -9` of the hub, and of its PostgreSQL, at points that a seed chooses, under commands and reads (G2, G6, G7).
 *
 * One data directory and its embedded PostgreSQL, started again after every kill; 8 callers without a pause. 25 points; with
 * `CONCORD_SOAK=1` twenty times 25, each with a seed and a data directory of its own: a soak that was broken off goes on
 * with the next. At the end every acknowledged command is in the log at the position that its answer named, and
 * once; those that were under way are sent again with their keys and come to one answer each; every read that was
 * answered has its entry in the trail; and the views that were folded all along are those of a fold from the beginning.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '@hub/eventsourcing';
import { readConfig } from '@hub/platform';
import { runFolder } from '@hub/postgres/testing';
import { openReading } from '../../apps/hub/reading.js';
import { openStorage } from '../../apps/hub/storage.js';
import { chance, oneOf } from './chance.js';
import { buildHub, partnershipAt, startHubProcess, startIssuer, type HubProcess } from './hub/index.js';
import { progressOf } from '../soak/progress.js';
import { carryOut, press, type Asked, type Sent } from './load.js';

const POINTS = 25;
const soak = process.env['CONCORD_SOAK'] === '1';
const FIRST_SEED = Number(process.env['CONCORD_SEED'] ?? 20261124);
const progress = progressOf('kills', FIRST_SEED);
const seeds = Array.from({ length: soak ? 20 : 1 }, (_, index) => FIRST_SEED + index);
const CALLERS = 8;
const PEOPLE = 12;
/** Milliseconds for a hub whose PostgreSQL was killed to end. */
const SOON = 60_000;
/** Milliseconds of load before a kill, at most, from the first answer on. */
const LOAD = 300;

const wholeLog = async (store: Awaited<ReturnType<typeof openStorage>>['store']): Promise<readonly Recorded[]> => {
  const log: Recorded[] = [];
  for (let after = store.start; ;) {
    const page = await store.page(after, 1000);
    log.push(...page);
    const last = page.at(-1);
    if (!last) return log;
    after = last.position;
  }
};

const byStream = (log: readonly Recorded[]): ReadonlyMap<string, Recorded[]> => {
  const streams = new Map<string, Recorded[]>();
  for (const event of log) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return streams;
};

/** The stream that a command's answer speaks of. */
const streamOf = ({ path, answer }: Sent): string => {
  const [, kind, about = ''] = path.split('/');
  return kind === 'case-notes' ? `note-${answer!.id}` : `person-${about || answer!.id}`;
};

describe.each(soak ? progress.left(seeds) : seeds)('kills from seed %i', (seed) => {
  const folder = runFolder('kill');
  const dataDir = join(folder, 'data');
  const next = chance(seed);
  const asked: Asked = { commands: [], disclosures: [], acknowledged: 0 };
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let hub: HubProcess;

  let main = '';

  const start = async (): Promise<void> => void (hub = await startHubProcess({ main, dataDir, issuer }));

  beforeAll(async () => {
    issuer = await startIssuer();
    main = buildHub(join(folder, 'hub'));
    await start();
  });

  afterAll(async () => {
    await hub.stop();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const school = () => partnershipAt({ url: () => hub.url, issuer, isAfter: (a, b) => BigInt(a) > BigInt(b) });

  const killPostgres = (): void => {
    const [pid] = readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  };

  it(
    `loses nothing acknowledged and doubles nothing, killed at ${POINTS} points under load (seed ${seed})`,
    async () => {
      const { as, enrol } = school();
      await enrol('school', { sector: 'education', roles: { dsl: [] } });
      const agent = as('school', 'dsl');
      const people: string[] = [];
      for (let count = 0; count < PEOPLE; count += 1)
        people.push((await agent.post('/people', { name: { given: `Known${count}`, family: 'Load' } }).created()).id);

      let ofPostgres = 0;
      for (let point = 1; point <= POINTS; point += 1) {
        let gone = false;
        const callers = Array.from({ length: CALLERS }, () => press({ agent, people, asked, next }, () => gone));
        // At the latest when the first answer of this life is there, the next ones are under way.
        const before = asked.acknowledged;
        while (asked.acknowledged === before) await sleep(5);
        await sleep(next() * LOAD);
        gone = true;
        if (next() < 0.3) {
          ofPostgres += 1;
          killPostgres();
          // A hub without its log ends by itself, soon, and says that it failed.
          const code = await Promise.race([hub.ended, sleep(SOON, 'not yet', { ref: false })]);
          expect(code).toBe(1);
        } else await hub.kill();
        await Promise.all(callers);
        await start();
        const acknowledged = asked.commands.filter(({ answer }) => answer);
        // The same key gives the first answer again, whatever has died meanwhile.
        for (const sent of [acknowledged.at(-1)!, oneOf(acknowledged, next)]) {
          const repeated = await carryOut(agent, asked, sent);
          expect(repeated.headers.get('idempotency-replayed')).toBe('true');
          expect(repeated.body).toEqual(sent.answer);
        }
      }

      const underWay = asked.commands.filter(({ answer }) => !answer);
      for (const sent of underWay) await carryOut(agent, asked, sent);
      for (const sent of underWay) expect((await carryOut(agent, asked, sent)).body).toEqual(sent.answer);
      await agent.get(`/people/${people[0]!}/view`, { purpose: 'early-help' }).expect(200);
      await hub.stop();

      const clock = (): Date => new Date();
      const silently = { clock, say: () => undefined };
      const storage = await openStorage(readConfig({ CONCORD_DATA_DIR: dataDir }), silently);
      const log = await wholeLog(storage.store);

      // Order kept, no gaps, nothing twice.
      expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, index) => index + 1));
      const streams = byStream(log);
      for (const events of streams.values())
        expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => n));
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);

      // Every command is where its answer says, and nowhere else.
      const commands = asked.commands.filter(({ answer }) => answer);
      expect(commands).toHaveLength(asked.commands.length);
      const byPosition = new Map(log.map((event) => [event.position, event]));
      for (const sent of commands) {
        const { stream } = byPosition.get(sent.answer!.position)!;
        expect(stream).toBe(streamOf(sent));
      }
      expect(new Set(commands.map(({ answer }) => answer!.position)).size).toBe(commands.length);
      const made = log.filter(({ type }) => ['PersonRegistered', 'NoteRecorded', 'AddressRecorded'].includes(type));
      expect(made).toHaveLength(commands.length + PEOPLE);

      // Every read that was answered stands in the trail.
      const entries = asked.disclosures.map((id) => streams.get(`disclosure-${id}`)?.map(({ type }) => type));
      expect(entries.filter((types) => types?.join() !== 'DisclosureMade')).toEqual([]);

      // What was folded through all of this is what a fold from the beginning gives.
      const { projector, views } = openReading(storage, silently);
      // What came as the hub stopped is taken in from where the views were left.
      await projector.start();
      expect(await views.waitFor(log.at(-1)!.position, SOON)).toBe(true);
      for (const { projection, position } of await projector.states()) {
        expect([projection, position]).toEqual([projection, log.at(-1)!.position]);
        const { equal, tables } = await projector.verify(projection);
        expect([projection, equal ? [] : tables]).toEqual([projection, []]);
      }
      await projector.stop();
      await storage.close();
      if (soak) progress.note(seed);
      process.stderr.write(
        `seed ${seed}: ${POINTS} kills (${ofPostgres} of PostgreSQL), ${commands.length} commands (${underWay.length} under way at a kill), ` +
          `${asked.disclosures.length} reads, ${log.length} events\n`,
      );
      await start();
    },
    POINTS * 20_000,
  );
});
