import 'reflect-metadata';
import { ConfigError, readConfig, stopOnSignals } from '@hub/platform';
import { startHub } from './start.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const main = async (): Promise<void> => {
  const hub = await startHub({ config: readConfig(process.env), clock: () => new Date(), say });
  stopOnSignals(() => hub.stop());
  process.stdout.write(`Concord listens on ${hub.url}\n`);
  void hub.ended.then(() => {
    say('PostgreSQL has ended: the hub ends too.');
    process.exitCode = 1;
    void hub.stop().finally(() => process.exit());
  });
};

try {
  await main();
} catch (error) {
  say(error instanceof ConfigError ? error.message : `The hub did not start: ${String(error)}`);
  process.exitCode = 1;
}
