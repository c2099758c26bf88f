import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { postgresEventStore } from '@hub/postgres';
import type { Place } from '../send/backlog.js';
import { placesInMemory, publishing } from './publishing.js';

/**
 * The sending in a process of its own, to be killed: from the log at `argv[2]` to the brokers `argv[3]`, with its places kept in the
 * file `argv[4]`. Says `started`.
 */
const [appUrl = '', brokers = '', file = ''] = process.argv.slice(2);
const clock = (): Date => new Date();

const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, Place][]) : [];
const places = placesInMemory(new Map(kept));
const save: typeof places.save = async (agency, place) => {
  await places.save(agency, place);
  writeFileSync(file, JSON.stringify([...places.known]));
};

const store = postgresEventStore({ connectionString: appUrl, now: () => clock().toISOString() });
const { sending } = publishing({
  store,
  kafka: { brokers: brokers.split(','), clientId: 'killed', deadline: 6_000 },
  clock,
  change: (parts) => ({ ...parts, places: { ...places, save } }),
});
await sending.start();
process.stdout.write('started\n');
