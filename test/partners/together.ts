/**
 * `npm run partners`: a hub with the demonstration, a Kafka broker that grants what the hub says, and a school's system that is told what
 * concerns the school; until it is interrupted, and what was in it goes then. `-- --pull`: without Kafka, the system fetches its feed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { grantHubRights, HUB, passwordOf, startOwnKafka, whyNoOwnKafka } from '@hub/kafka/testing';
import { topicOf } from '@hub/partner-messages';
import { readConfig } from '@hub/platform';
import { runFolder, sweepRuns } from '@hub/postgres/testing';
import { partnerTour, SCHOOL_SYSTEM, USERS, type Known } from '../../apps/hub/demo/index.js';
import { loaded } from '../../apps/hub/demonstrate.js';
import { startHub } from '../../apps/hub/start.js';
import { WITH_PARENT } from '../with-parent.js';

const AGENCY = 'elm-grove-school';
const WORKER = 'dana.dsl';
const root = join(import.meta.dirname, '../..');
const clock = (): Date => new Date();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const logTo = { write: (line: string): void => void process.stderr.write(line) };

interface Broker {
  readonly ofHub: Readonly<Record<string, string>>;
  readonly ofSchool: Readonly<Record<string, string>>;
  /** Where whoever is on this machine may look at everything. */
  readonly plain: string;
  stop(): Promise<void>;
}

/** A broker that knows the hub and the school by name; `undefined`, where there is to be none or this machine lacks what it takes. */
const startBroker = async (): Promise<Broker | undefined> => {
  const lacking = process.argv.includes('--pull') ? 'it was asked for' : whyNoOwnKafka();
  if (lacking !== undefined) {
    say(`without Kafka, by the pull feed: ${lacking}`);
    return undefined;
  }
  say('starting Kafka; the first time Maven fetches it');
  const kafka = await startOwnKafka({ secured: { users: [HUB, AGENCY] } });
  await grantHubRights(kafka.brokers);
  const KAFKA_BROKERS = kafka.secured.join();
  return {
    ofHub: {
      ...{ KAFKA_BROKERS, KAFKA_SECURITY: 'SASL_PLAINTEXT' },
      ...{ KAFKA_SASL_USERNAME: HUB, KAFKA_SASL_PASSWORD: passwordOf(HUB) },
    },
    ofSchool: { KAFKA_BROKERS, KAFKA_USERNAME: AGENCY, KAFKA_PASSWORD: passwordOf(AGENCY) },
    plain: kafka.brokers.join(),
    stop: () => kafka.stop(),
  };
};

/** The school's system, in a process of its own: it knows of the hub what a supplier would. */
const startSchool = (folder: string, { url, child }: Known, broker: Broker | undefined) => {
  const roll = join(folder, 'roll.json');
  writeFileSync(roll, JSON.stringify([{ name: 'Wren Marlow', person: child }]));
  const load = join(root, 'libs/postgres/testing/load-typescript.mjs');
  const school = spawn(
    process.execPath,
    ['--import', WITH_PARENT, '--import', load, join(root, 'apps/sample-partner/main.ts')],
    {
      env: {
        ...{ PATH: process.env['PATH'], SCHOOL_OUTPUT: process.env['SCHOOL_OUTPUT'] },
        ...{ HUB_URL: url, SCHOOL_AGENCY: AGENCY, SCHOOL_SYSTEM, SCHOOL_WORKER: WORKER, SCHOOL_ROLL: roll },
        ...{ SCHOOL_DATABASE: join(folder, 'school.db'), ...broker?.ofSchool },
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  createInterface({ input: school.stdout }).on('line', (line) => {
    say(`[${AGENCY}] ${line}`);
  });
  const ended = once(school, 'exit');
  return {
    ended,
    stop: async (): Promise<void> => {
      school.kill('SIGTERM');
      await ended;
    },
  };
};

await sweepRuns();
const folder = runFolder('partners');
const broker = await startBroker();
const { CONCORD_PORT = '3000', LOG_LEVEL = 'warn' } = process.env;
const env = { CONCORD_PORT, CONCORD_DATA_DIR: folder, LOG_LEVEL, ...broker?.ofHub };
const hub = await startHub({ config: readConfig(env), clock, users: USERS, logTo, say });
const delivery = broker ? 'kafka' : 'pull';
const known = (await loaded({ hub, dataDir: folder, clock, delivery, say }))!;
const school = startSchool(folder, known, broker);

say(`Concord listens on ${known.url}; the lines of the school's system begin with [${AGENCY}]`);
if (broker) {
  say('All that leaves of it, read by a client that is not ours (topic, key, headers, message):');
  say(`kcat -q -C -e -b ${broker.plain} -t ${topicOf(AGENCY)} -f '%t %k %h %s\\n'`);
}
say(`In another shell, paste step by step, and look here in between:\n${partnerTour(known)}`);

let stopping: Promise<void> | undefined;
const stopAll = async (): Promise<void> => {
  await school.stop();
  await hub.stop();
  await broker?.stop();
  rmSync(folder, { recursive: true, force: true });
};
const stop = (): void => void (stopping ??= stopAll());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
void Promise.race([school.ended, hub.ended]).then(() => {
  if (stopping) return;
  say('a part of it has ended by itself');
  process.exitCode = 1;
  stop();
});
