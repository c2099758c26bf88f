import 'reflect-metadata';
import { ConfigError, logLines, readConfig, stopOnSignals, type Config } from '@hub/platform';
import { USERS } from './demo/index.js';
import { demonstrate } from './demonstrate.js';
import { startHub } from './start.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const clock = (): Date => new Date();
const lines = logLines(process.stdout, clock);
/** Milliseconds that a reader of the log is left, at the end, to read the rest of it. */
const LAST_WORDS = 1_000;

/** In a terminal a line for each request would bury what the hub has to say, unless somebody asks for it. */
const configured = (): Config => {
  const config = readConfig(process.env);
  const quiet = config.environment === 'development' && process.env['LOG_LEVEL'] === undefined;
  return quiet ? { ...config, logLevel: 'warn' } : config;
};

/** Ends as failed, once whoever reads the log has been left its last words. */
const endBadly = async (): Promise<never> => {
  await lines.end(LAST_WORDS);
  // Whatever could not be stopped, or had been opened by a start that failed, would keep half a hub alive.
  process.exit(1);
};

const main = async (): Promise<void> => {
  const config = configured();
  const hub = await startHub({ config, clock, say, logTo: lines, users: config.demo ? USERS : [] });
  let stopping = false;
  stopOnSignals(() => {
    stopping = true;
    return hub.stop().finally(() => lines.end(LAST_WORDS));
  });
  void hub.ended.then(() => {
    if (stopping) return;
    say('PostgreSQL has ended, and so does the hub.');
    void hub.stop().then(endBadly, endBadly);
  });
  lines.write(`Concord listens on ${hub.url}\n`);
  const delivery = config.kafka ? 'kafka' : 'pull';
  const words = config.demo ? await demonstrate({ hub, dataDir: config.dataDir, clock, delivery, say }) : undefined;
  if (words !== undefined) lines.write(`${words}\n`);
};

try {
  await main();
} catch (error) {
  say(error instanceof ConfigError ? error.message : `the hub did not start: ${String(error)}`);
  await endBadly();
}
