import { readFileSync } from 'node:fs';
import { feed, kafka, type Source } from '@hub/partner-sdk';
import { hubApi } from './hub-api.js';
import { openRecords } from './records.js';
import { rollOf, type Pupil } from './roll.js';
import { startSchool } from './school.js';
import { screenOn } from './screen.js';

/**
 * A school's system, to copy from. From the environment: `HUB_URL`; `SCHOOL_AGENCY`, `SCHOOL_SYSTEM` and `SCHOOL_WORKER`, the school and
 * who asks for it; `SCHOOL_ROLL`, a file with its pupils; `SCHOOL_DATABASE`, an SQLite file, else memory; `KAFKA_BROKERS`, with `KAFKA_USERNAME`
 * and `KAFKA_PASSWORD` where the broker asks for them, else it reads the feed; `SCHOOL_OUTPUT=json`.
 */
const { env } = process;
const needed = (name: string): string => {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
};

const url = needed('HUB_URL');
const api = hubApi({ url, system: needed('SCHOOL_SYSTEM') });
const hub = { url, ...api };

const source = (): Source => {
  const brokers = env['KAFKA_BROKERS'];
  if (!brokers) return feed(hub);
  const username = env['KAFKA_USERNAME'];
  const sasl = username && { mechanism: 'scram-sha-512' as const, username, password: needed('KAFKA_PASSWORD') };
  return kafka({ brokers: brokers.split(','), agency: needed('SCHOOL_AGENCY'), hub, ...(sasl && { sasl }) });
};

const { store, close } = openRecords(env['SCHOOL_DATABASE'] ?? ':memory:');
const pupils = JSON.parse(readFileSync(needed('SCHOOL_ROLL'), 'utf8')) as readonly Pupil[];
const school = await startSchool({
  from: source(),
  hub,
  roll: rollOf(pupils, api),
  store,
  screen: screenOn(
    (line) => void process.stdout.write(`${line}\n`),
    env['SCHOOL_OUTPUT'] === 'json' ? 'json' : 'words',
  ),
  worker: needed('SCHOOL_WORKER'),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void school.stop().then(close));
