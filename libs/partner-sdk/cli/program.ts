import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { conformanceOfThisLibrary, judged, type Witnessed } from '../conformance/conformance.js';
import { conformanceKit } from '../conformance/kit.js';
import { PartnerError } from '../failure.js';
import { doctor } from './doctor.js';
import { listen, type Say } from './listen.js';
import { keysOf, withOptions, type Environment, type Options } from './options.js';
import { redrive, type RedriveWords } from './redrive.js';
import { verifyAll } from './verify.js';

/** Where the program runs. */
export interface Surroundings {
  readonly say: Say;
  readonly environment: Environment;
  /** Resolves once whoever started it has had enough. */
  readonly interrupted: Promise<void>;
}

/** Runs the command line; resolves to the exit code. */
export const run = async (
  words: readonly string[],
  { say, environment, interrupted }: Surroundings,
): Promise<number> => {
  const outcome = { good: true };
  const program = new Command('concord-partner').description('Looks at what a Concord hub tells a partner.');

  withOptions(program.command('listen').description('print a line for each message, without what it is about'))
    .option('--replay <id>', 'read this replay of the hub, to its end')
    .action(async (options: Options) => {
      const consumer = await listen(options, environment, say);
      await Promise.race([interrupted, consumer.ended]);
      await consumer.stop();
    });

  withOptions(program.command('verify').description('verify messages in a file, or on standard input'))
    .argument('[file]', 'one message, a list, or one on each line', '-')
    .action(async (file: string, options: Options) => {
      outcome.good = await verifyAll(readFileSync(file === '-' ? 0 : file, 'utf8'), keysOf(options), say);
    });

  withOptions(program.command('doctor').description('see whether all that a consumer needs is well')).action(
    async (options: Options) => {
      outcome.good = await doctor(options, environment, say);
    },
  );

  withOptions(program.command('redrive').description('send dead letters round again, in the store of your consumer'))
    .option('--dry-run', 'say how many there are for which reason, and do nothing')
    .option('--reason <reason...>', 'those with these reasons alone')
    .option('--letter <name...>', 'those with these names alone, out of quarantine too')
    .action((words: RedriveWords) => redrive(words, say));

  program
    .command('conformance')
    .description('try this library against the recorded stream, or judge what your own consumer made of it')
    .option('--kit', 'print the stream, the keys and what is expected')
    .option('--judge <file>', 'judge {handed, gaps, rejected} of your own consumer')
    .action(async ({ kit, judge }: { readonly kit?: boolean; readonly judge?: string }) => {
      if (kit) {
        say(JSON.stringify(conformanceKit(), undefined, 2));
        return;
      }
      const { conforms, breaches } =
        judge === undefined
          ? await conformanceOfThisLibrary()
          : judged(JSON.parse(readFileSync(judge, 'utf8')) as Witnessed);
      outcome.good = conforms;
      for (const line of conforms ? ['conforms'] : breaches) say(line);
    });

  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error;
    say(error.message);
    return 2;
  }
  return outcome.good ? 0 : 1;
};
