import { startHub, type Hub, type HubOptions } from '../../apps/hub/start.js';
import { overheard, type Overheard } from './overheard.js';

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Shows what the level of the configuration asks for; the rest is written for the listener alone. */
const echo =
  (level: string) =>
  (line: string): void => {
    const [, of = ''] = /^\{"level":"(\w+)"/.exec(line) ?? [];
    if (LEVELS.indexOf(of) >= LEVELS.indexOf(level)) process.stdout.write(`${line}\n`);
  };

export interface OverheardHub {
  readonly hub: Hub;
  readonly log: Overheard;
}

/**
 * A hub in this process, whose log is written at its most talkative and listened to. Stopping it fails when a line tells
 * anything of what was told in this suite.
 */
export const startOverheard = async (options: HubOptions): Promise<OverheardHub> => {
  const { config } = options;
  const log = overheard(echo(config.logLevel));
  const logTo = { write: (line: string) => log.take(line) };
  try {
    const hub = await startHub({ ...options, config: { ...config, logLevel: 'debug' }, logTo });
    const stop = async (): Promise<void> => {
      await hub.stop();
      log.tellsNothing();
    };
    return { hub: { ...hub, stop }, log };
  } catch (error) {
    log.tellsNothing();
    throw error;
  }
};
