/**
 * `kill -9` of the hub, and of what it keeps its data in, at points that a seed chooses, under commands and reads (G2, G6, G7).
 *
 * One data directory and its embedded PostgreSQL, started again after every kill; 8 callers without a pause. 25 points; with
 * `CONCORD_SOAK=1` twenty times 25, each with a seed and a data directory of its own: a soak that was broken off goes on
 * with the next. At some points PostgreSQL is killed, and the hub ends with it. Run with the log on the double of EventStoreDB as
 * well (`jest.config.js`): that is killed too, with the hub, shortly before or after it, and by itself while the hub goes on.
 *
 * At the end every acknowledged command is in the log at the position that its answer named, and
 * once; those that were under way are sent again with their keys and come to one answer each; every read that was
 * answered has its entry in the trail; and the views that were folded all along are those of a fold from the beginning.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@hub/platform';
import { runFolder } from '@hub/postgres/testing';
import { openStorage } from '../../apps/hub/storage.js';
import { chance, oneOf } from './chance.js';
import { partnershipAt, startIssuer, type OutsideIssuer } from './hub/index.js';
import { progressOf } from '../soak/progress.js';
import { expectFolded } from './folded.js';
import { expectCarriedOut, expectOrder, expectRecorded } from './kept.js';
import { livesOf, type Lives } from './killing.js';
import { carryOut, press, type Asked } from './load.js';
import { wholeLog } from '@hub/eventsourcing/testing';

const POINTS = 25;
const onEventStoreDb = 'LOG_ON_EVENTSTOREDB' in globalThis;
const soak = process.env['CONCORD_SOAK'] === '1';
const FIRST_SEED = Number(process.env['CONCORD_SEED'] ?? 20261124);
const progress = progressOf(onEventStoreDb ? 'kills-eventstoredb' : 'kills', FIRST_SEED);
const seeds = Array.from({ length: soak ? 20 : 1 }, (_, index) => FIRST_SEED + index);
const CALLERS = 8;
const PEOPLE = 12;
/** Milliseconds of load before a kill, at most, from the first answer on. */
const LOAD = 300;

const silently = { clock: () => new Date(), say: () => undefined };

describe.each(soak ? progress.left(seeds) : seeds)('kills from seed %i', (seed) => {
  const folder = runFolder('kill');
  const dataDir = join(folder, 'data');
  const next = chance(seed);
  const asked: Asked = { commands: [], disclosures: [], acknowledged: 0 };
  let issuer: OutsideIssuer;
  let lives: Lives;

  beforeAll(async () => {
    issuer = await startIssuer();
    lives = await livesOf({ dataDir, issuer }, onEventStoreDb ? join(folder, 'log') : undefined);
    await lives.start();
  });

  afterAll(async () => {
    await lives.stop();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Somebody new has been answered, and some time has gone by. */
  const underLoad = async (): Promise<void> => {
    // At the latest when the first answer is there, the next ones are under way.
    for (const before = asked.acknowledged; asked.acknowledged === before;) await sleep(5);
    await sleep(next() * LOAD);
  };

  it(
    `loses nothing acknowledged and doubles nothing, killed at ${POINTS} points under load (seed ${seed})`,
    async () => {
      const isAfter = (a: string, b: string): boolean => BigInt(a) > BigInt(b);
      const { as, enrol } = partnershipAt({ url: () => lives.hub().url, issuer, isAfter });
      await enrol('school', { sector: 'education', roles: { dsl: [] } });
      const agent = as('school', 'dsl');
      const people: string[] = [];
      for (let count = 0; count < PEOPLE; count += 1)
        people.push((await agent.post('/people', { name: { given: `Known${count}`, family: 'Load' } }).created()).id);

      for (let point = 1; point <= POINTS; point += 1) {
        let gone = false;
        const callers = Array.from({ length: CALLERS }, () => press({ agent, people, asked, next }, () => gone));
        await underLoad();
        if (lives.eventStore && next() < 0.2) {
          await lives.loseLog(next);
          await underLoad();
        }
        gone = true;
        await lives.die(next);
        await Promise.all(callers);
        await lives.start();
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
      await lives.hub().stop();

      const { url } = lives.eventStore ?? {};
      const config = readConfig({ CONCORD_DATA_DIR: dataDir, ...(url !== undefined && { CONCORD_EVENT_STORE: url }) });
      const storage = await openStorage(config, silently);
      const log = await wholeLog(storage.store);
      expectOrder(log, isAfter);
      // Its own positions have no gaps either.
      if (!lives.eventStore)
        expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, index) => index + 1));
      expectCarriedOut(log, asked, { agency: 'school', people });
      expectRecorded(log, asked);
      await expectFolded(storage, log);
      await storage.close();

      if (soak) progress.note(seed);
      const { postgres, log: ofLog } = lives.died;
      process.stderr.write(
        `seed ${seed}: ${POINTS} kills of the hub, with ${postgres} of PostgreSQL and ${ofLog} of EventStoreDB, ` +
          `${asked.commands.length} commands (${underWay.length} under way at a kill), ` +
          `${asked.disclosures.length} reads, ${log.length} events\n`,
      );
      await lives.start();
    },
    POINTS * 40_000,
  );
});
