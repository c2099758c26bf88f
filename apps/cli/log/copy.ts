import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { copyLog, fingerprint, LogsDiffer, type Digest, type Fingerprint, type LogImage } from '@hub/eventsourcing';
import { stop, type Ending } from '../outcome.js';
import type { Does, Session, Task } from '../session.js';
import { openLog, type OpenedLog } from './open.js';

export interface CopyOptions {
  /** Where a log is; missing: the hub's own PostgreSQL. */
  readonly from?: string;
  readonly to?: string;
  /** Compares, and copies nothing. */
  readonly check?: boolean;
}

const sha256 = (): Digest => {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') };
};

/** Goes through a log with the progress told in positions, of which there are at least as many as events. */
const going = async <T>(
  label: string,
  { screen, interrupted }: Session,
  work: (going: { signal: AbortSignal; progress: (reached: string, last: string) => void }) => Promise<T>,
): Promise<T> => {
  const bar = screen.progress(label, 0);
  const progress = (reached: string, last: string): void => bar.reach(Number(reached), Number(last));
  try {
    return await work({ signal: interrupted, progress });
  } finally {
    bar.end();
  }
};

const copying = async (from: LogImage, to: LogImage, session: Session): Promise<Ending> => {
  const { screen } = session;
  const { events, grew } = await going('copy', session, (how) => copyLog(from, to, how));
  screen.event({ event: 'copied', events, grew });
  screen.line(`${String(events)} events copied`);
  if (!grew) return 'ok';
  screen.line('the log grew meanwhile: stop the hub that writes it, and give the command again');
  return 'problems';
};

const KEYS = ['events', 'eventsHash', 'commands', 'commandsHash'] as const satisfies readonly (keyof Fingerprint)[];

const sentenceOf = (which: string, { events, eventsHash, commands, commandsHash }: Fingerprint): string =>
  `${which}: ${String(events)} events ${eventsHash}, ${String(commands)} commands ${commandsHash}`;

const checking = async (from: LogImage, to: LogImage, session: Session): Promise<Ending> => {
  const { screen } = session;
  const a = await going('check --from', session, (how) => fingerprint(from, sha256, how));
  const b = await going('check --to', session, (how) => fingerprint(to, sha256, how));
  const equal = KEYS.every((key) => a[key] === b[key]);
  screen.event({ event: 'checked', equal, from: a, to: b });
  for (const line of [sentenceOf('from', a), sentenceOf('to', b)]) screen.line(line);
  screen.line(equal ? 'both logs hold the same' : 'the logs DIFFER');
  return equal ? 'ok' : 'problems';
};

/** Copies a whole log to another engine, or compares the two; broken off, the same command goes on. */
export const copy: Task<CopyOptions> = async ({ from, to, check = false }, session) => {
  if (from === to) return stop('usage', 'say where the log is to go: --to, or --from where it comes here');
  const opened: OpenedLog[] = [];
  const open = async (url: string | undefined): Promise<LogImage> => {
    const log = await openLog(url, session);
    opened.push(log);
    return log.image;
  };
  try {
    const [source, target] = [await open(from), await open(to)];
    return await (check ? checking : copying)(source, target, session);
  } catch (error) {
    if (session.interrupted.aborted)
      return stop('interrupted', 'interrupted; the same command goes on where this one ended');
    if (error instanceof LogsDiffer) return stop('refused', `${error.message}; nothing was changed`);
    throw error;
  } finally {
    for (const log of opened) await log.close();
  }
};

/** Loaded when asked for: other commands need no engine. */
export const addLog = (program: Command, does: Does): void => {
  const copied = does<CopyOptions>(copy);
  program
    .command('log')
    .description('the log as a whole')
    .command('copy')
    .description('copy the whole log to another engine; the hubs on both have to be stopped')
    .option('--from <url>', 'postgres://… (as the owner) or esdb://…; missing: the hub’s own PostgreSQL')
    .option('--to <url>', 'the same')
    .option('--check', 'copy nothing: compare counts and hashes of both')
    .action((options: CopyOptions) => copied(options));
};
