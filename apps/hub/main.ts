import 'reflect-metadata';
import { ConfigError, readConfig, stopOnSignals, type Config } from '@hub/platform';
import { USERS } from './demo/index.js';
import { demonstrate } from './demonstrate.js';
import { startHub } from './start.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const clock = (): Date => new Date();

/** In a terminal a line for each request would bury what the hub has to say, unless somebody asks for it. */
const configured = (): Config => {
  const config = readConfig(process.env);
  const quiet = config.environment === 'development' && process.env['LOG_LEVEL'] === undefined;
  return quiet ? { ...config, logLevel: 'warn' } : config;
};

const main = async (): Promise<void> => {
  const config = configured();
  const hub = await startHub({ config, clock, say, users: config.demo ? USERS : [] });
  let stopping = false;
  stopOnSignals(() => {
    stopping = true;
    return hub.stop();
  });
  void hub.ended.then(() => {
    if (stopping) return;
    say('PostgreSQL has ended, and so does the hub.');
    // Not left to the last open handle: a hub that could not be stopped whole may not live on without its log.
    void hub.stop().finally(() => process.exit(1));
  });
  process.stdout.write(`Concord listens on ${hub.url}\n`);
  const delivery = config.kafka ? 'kafka' : 'pull';
  const words = config.demo ? await demonstrate({ hub, dataDir: config.dataDir, clock, delivery, say }) : undefined;
  if (words !== undefined) process.stdout.write(`${words}\n`);
};

try {
  await main();
} catch (error) {
  say(error instanceof ConfigError ? error.message : `the hub did not start: ${String(error)}`);
  // Whatever had been opened by then would keep half a hub alive.
  process.exit(1);
}
