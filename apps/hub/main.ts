import 'reflect-metadata';
import { ConfigError, readConfig, stopOnSignals, type Config } from '@hub/platform';
import { loadDemonstration, tour, USERS } from './demo/index.js';
import { startHub, type Hub } from './start.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const clock = (): Date => new Date();

const demonstrate = async ({ url, tokenFor }: Hub): Promise<void> => {
  const tokenOf = async (user: string): Promise<string> => {
    const token = await tokenFor(user);
    if (token === undefined) throw new Error('the demonstration needs the development issuer');
    return token;
  };
  say('loading the demonstration partnership');
  const known = await loadDemonstration({ url, tokenFor: tokenOf, now: clock, progress: say });
  process.stdout.write(`${tour(known)}\n`);
};

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
    void hub.stop().finally(() => process.exit(1));
  });
  process.stdout.write(`Concord listens on ${hub.url}\n`);
  if (config.demo && hub.fresh) await demonstrate(hub);
};

try {
  await main();
} catch (error) {
  say(error instanceof ConfigError ? error.message : `the hub did not start: ${String(error)}`);
  process.exit(1);
}
