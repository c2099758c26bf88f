import { Command, CommanderError } from 'commander';
import { EventStoreError } from '@hub/eventsourcing';
import { addImport } from './import/command.js';
import { addLog } from './log/copy.js';
import { addOperations } from './operations/commands.js';
import { EXIT, Stopped, type Ending } from './outcome.js';
import type { Does, Session } from './session.js';
import { screenOn, type ScreenOptions } from './terminal/screen.js';
import { addPublish } from './publish/replay.js';
import { addExport } from './trail/export.js';
import { addReplay } from './trail/replay.js';

/** The process that the command runs in. */
export interface Surroundings extends Pick<Session, 'environment' | 'clock' | 'interrupted'> {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

const quoted = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const NEWLINES = /\s*\n\s*/g;

/** Where in the code, without the message: a driver's may quote what it was given. */
const placeOf = (stack: string): string => (stack.match(/^ {4}at .*$/gm) ?? []).slice(0, 8).join('\n');

/** What went wrong, as far as it may be told. */
const toldOf = (error: unknown): { readonly ending: Ending; readonly text: string } => {
  if (error instanceof Stopped) return { ending: error.ending, text: error.message };
  // Its words are ours, whichever engine it is of.
  if (error instanceof EventStoreError) return { ending: 'failed', text: error.message };
  const { code = '', path, name = 'failed', stack = '' } = error as Partial<NodeJS.ErrnoException>;
  if (path !== undefined) return { ending: 'usage', text: `${path}: ${code}` };
  return { ending: 'failed', text: `${name} ${code}\n${placeOf(stack)}` };
};

/** Runs one command, and says how it ended. */
export const runCli = async (argv: readonly string[], surroundings: Surroundings): Promise<number> => {
  const { out, err, clock } = surroundings;
  const program = new Command('concord');
  let ending: Ending = 'ok';

  const does: Does = (task) => async (options) => {
    const screen = screenOn({ out, err, now: clock }, program.opts<ScreenOptions>());
    const commandLine = ['concord', ...argv.map(quoted)].join(' ');
    try {
      ending = await task(options, { ...surroundings, screen, commandLine });
    } catch (error) {
      const told = toldOf(error);
      ending = told.ending;
      screen.event({ event: 'ended', ending, reason: told.text.replace(NEWLINES, ' ') });
      err.write(`concord: ${told.text}\n`);
    }
  };

  program
    .description('operates a Concord hub')
    .option('--json', 'one JSON object a line, for programs')
    .option('--quiet', 'no progress')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) });
  for (const add of [addImport, addExport, addReplay, addPublish, addOperations, addLog]) add(program, does);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    ending = error.exitCode === 0 ? 'ok' : 'usage';
  }
  return EXIT[ending];
};
