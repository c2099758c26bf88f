import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDemonstration, tour, users, type Known } from './demo/index.js';
import type { Hub } from './start.js';

/** How far the demonstration has come: kept beside the data, so that an interrupted load goes on at the next start. */
interface Progress {
  readonly startedAt: string;
  readonly known?: Known;
}

const fileIn = (dataDir: string): string => join(dataDir, 'demonstration.json');

const progressIn = (dataDir: string): Progress | undefined =>
  existsSync(fileIn(dataDir)) ? (JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Progress) : undefined;

const keep = (dataDir: string, progress: Progress): void => writeFileSync(fileIn(dataDir), JSON.stringify(progress));

export interface Demonstrating {
  readonly hub: Hub;
  readonly dataDir: string;
  readonly clock: () => Date;
  /** How partners are told; missing: they fetch it. */
  readonly delivery?: 'kafka' | 'pull';
  readonly say: (line: string) => void;
}

const load = async ({ hub, dataDir, delivery, say }: Demonstrating, startedAt: string): Promise<Known> => {
  const tokenFor = async (user: string): Promise<string> => {
    const token = await hub.tokenFor(user);
    if (token === undefined) throw new Error('the demonstration needs the development issuer');
    return token;
  };
  say('loading the demonstration partnership');
  const known = await loadDemonstration({
    ...{ url: hub.url, tokenFor, now: () => new Date(startedAt), progress: say },
    ...(delivery && { delivery }),
  });
  keep(dataDir, { startedAt, known });
  return known;
};

/** What is known of a load: begun now where the log is empty, found where one was begun before, else nothing. */
const progressOf = ({ hub, dataDir, clock }: Demonstrating): Progress | undefined => {
  if (!hub.fresh) return progressIn(dataDir);
  const progress = { startedAt: clock().toISOString() };
  keep(dataDir, progress);
  return progress;
};

/** Loads the demonstration into an empty log, or goes on with a load that was cut off; what is known of it, where there is one. */
export const loaded = async (demonstrating: Demonstrating): Promise<Known | undefined> => {
  const progress = progressOf(demonstrating);
  if (!progress) return undefined;
  const known = progress.known ?? (await load(demonstrating, progress.startedAt));
  return { ...known, url: demonstrating.hub.url };
};

/** Loads it where it is not there, and says how to try the hub. */
export const demonstrate = async (demonstrating: Demonstrating): Promise<string | undefined> => {
  const known = await loaded(demonstrating);
  return known && `${users(known.url)}\n\nA tour, to copy and paste:\n${tour(known)}`;
};
