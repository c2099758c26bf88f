import { Command, CommanderError } from 'commander';
import { addImport } from './import/command.js';
import { EXIT, Stopped, type Ending } from './outcome.js';
import type { Does, Session } from './session.js';
import { screenOn, type ScreenOptions } from './terminal/screen.js';

/** The process that the command runs in. */
export interface Surroundings extends Pick<Session, 'environment' | 'clock' | 'interrupted'> {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

const quoted = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const NEWLINES = /\s*\n\s*/g;

/** What went wrong, as far as it may be told: a fault of our own is told by its kind, and its place in the code. */
const toldOf = (error: unknown): { readonly ending: Ending; readonly text: string } => {
  if (error instanceof Stopped) return { ending: error.ending, text: error.message };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return { ending: 'usage', text: `${path}: ${code}` };
  return { ending: 'failed', text: error instanceof Error ? (error.stack ?? error.name) : 'something was thrown' };
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
  addImport(program, does);

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    ending = error.exitCode === 0 ? 'ok' : 'usage';
  }
  return EXIT[ending];
};
