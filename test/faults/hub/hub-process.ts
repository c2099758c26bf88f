import { spawn } from 'node:child_process';
import { sweepRuns } from '@hub/postgres/testing';
import { built } from '../../built.js';
import { overheard } from '../../logs/index.js';
import { WITH_PARENT } from '../../with-parent.js';
import type { OutsideIssuer } from './issuer.js';

/** The hub as it ships, in a process of its own, configured from outside as an operator would. */
export interface HubProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything that it has written to stdout and stderr: its whole log. */
  log(): string;
  /** Resolves with the exit code once it has ended and all that it wrote has arrived. */
  readonly ended: Promise<number | null>;
  /** SIGKILL. Fails, as `stop` does, when a line of the log told anything of what was told to it. */
  kill(): Promise<void>;
  /** SIGTERM, as an operator stops it. */
  stop(): Promise<void>;
}

export interface HubProcessOptions {
  /** A program in the place of the hub that ships. */
  readonly main?: string;
  readonly dataDir: string;
  readonly issuer: OutsideIssuer;
  /** Missing: the PostgreSQL that is embedded in the hub. */
  readonly database?: { readonly appUrl: string; readonly ownerUrl: string };
  /** An EventStoreDB that keeps the log; missing: PostgreSQL. */
  readonly eventStore?: string;
  /** A Kafka that everybody may use; missing: messages are fetched alone. */
  readonly brokers?: readonly string[];
  /** All of it, unless said otherwise. */
  readonly logLevel?: 'error' | 'info' | 'trace';
}

const environment = ({ dataDir, issuer, database, eventStore, brokers, logLevel = 'trace' }: HubProcessOptions) => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  CONCORD_DEMO: 'off',
  CONCORD_PORT: '0',
  CONCORD_DATA_DIR: dataDir,
  CONCORD_RATE_LIMIT: 'off',
  CONCORD_SEARCH_RATE_LIMIT: 'off',
  CONCORD_REPLAY_RATE_LIMIT: 'off',
  LOG_LEVEL: logLevel,
  OIDC_ISSUER: issuer.issuer,
  OIDC_AUDIENCE: issuer.audience,
  OIDC_JWKS_URI: issuer.jwksUri,
  ...(database && { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }),
  ...(eventStore !== undefined && { CONCORD_EVENT_STORE: eventStore }),
  ...(brokers && { KAFKA_BROKERS: brokers.join() }),
});

/** Resolves once the hub listens; rejects when it ends before that. */
export const startHubProcess = async (options: HubProcessOptions): Promise<HubProcess> => {
  // What a suite that was killed between a kill of its hub and the next start has left behind.
  await sweepRuns();
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', '--import', WITH_PARENT, options.main ?? built('hub')],
    {
      env: environment(options),
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const chunks: string[] = [];
  const listening = overheard();
  const log = (): string => chunks.join('');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: string): void => {
      chunks.push(chunk);
      listening.take(chunk);
      const [, address] = /^Concord listens on (\S+)$/m.exec(log()) ?? [];
      if (address !== undefined) resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    void ended.then(() => reject(new Error(`the hub ended before it listened: ${log()}`)));
  });
  const kill = async (): Promise<void> => {
    // Not its output's end: a PostgreSQL that it leaves behind may hold that for a while.
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.kill('SIGKILL')) await gone;
    listening.tellsNothing();
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    listening.tellsNothing();
  };
  return { url, pid: child.pid!, log, ended, kill, stop };
};
