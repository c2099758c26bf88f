import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { hubOf, reachingHub, type HubOptions } from '../hub/options.js';
import { stop, Stopped } from '../outcome.js';
import type { Does, Task } from '../session.js';
import { importExtract, readMapping } from './import.js';

interface Options extends Partial<HubOptions> {
  readonly file: string;
  readonly mapping: string;
  readonly rejects?: string;
  readonly dryRun?: boolean;
}

const withUrl = ({ url, ...options }: Partial<HubOptions>): HubOptions =>
  url === undefined
    ? stop('usage', 'the hub’s address is needed: --url; or --dry-run, which needs none')
    : { url, ...options };

const load: Task<Options> = async (options, session) => {
  if (!existsSync(options.file)) return stop('usage', `${options.file}: there is no such file`);
  const mapping = readMapping(options.mapping);
  const { bad } = await importExtract({
    file: options.file,
    mapping,
    now: new Date(session.clock()).toISOString(),
    screen: session.screen,
    ...(options.rejects !== undefined && { rejects: options.rejects }),
    ...(!options.dryRun && { hub: hubOf(withUrl(options), session) }),
  });
  return bad === 0 ? 'ok' : 'problems';
};

/** An import that did not come to its end is gone on with by giving the same command again. */
const resumable: Task<Options> = async (options, session) => {
  try {
    return await load(options, session);
  } catch (error) {
    const isBegun = !(error instanceof Stopped) || error.ending !== 'usage';
    if (isBegun) session.screen.note(`to go on where this ended: ${session.commandLine}`);
    throw error;
  }
};

/** `concord import`: an agency's CSV extract, row by row through the HTTP API. */
export const addImport = (program: Command, does: Does): void => {
  const command = program
    .command('import')
    .description('load an agency’s CSV extract; running it again stores nothing twice')
    .requiredOption('--file <csv>', 'the extract')
    .requiredOption('--mapping <json>', 'what its columns mean (docs/import.md)')
    .option('--rejects <file>', 'where rows with something wrong are named; missing: beside the extract')
    .option('--dry-run', 'check every row and write nothing to the hub');
  reachingHub(command, { urlOptional: true }).action(does(resumable));
};
