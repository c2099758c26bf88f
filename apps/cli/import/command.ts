import { Option, type Command } from 'commander';
import { hubAddress } from '../hub/address.js';
import type { Hub } from '../hub/request.js';
import { tokenFrom } from '../hub/token.js';
import { stop, Stopped } from '../outcome.js';
import type { Does, Session, Task } from '../session.js';
import { importExtract, readMapping } from './import.js';

interface Options {
  readonly file: string;
  readonly mapping: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
  readonly rejects?: string;
  readonly dryRun?: boolean;
}

/** Milliseconds that the hub may be away before the import stops. */
const PATIENCE = 300_000;

/** Says the same thing once, however many requests find it out. */
const distinct = (say: (text: string) => void) => {
  let last = '';
  return (text: string): void => {
    if (text !== last) say(text);
    last = text;
  };
};

const hubOf = ({ url, tokenFile, insecure }: Options, session: Session): Hub => {
  if (url === undefined) return stop('usage', 'the hub’s address is needed: --url; or --dry-run, which needs none');
  return {
    address: hubAddress(url, insecure),
    token: tokenFrom(tokenFile, session.environment),
    patience: { limit: PATIENCE, now: session.clock, signal: session.interrupted },
    notice: distinct((text) => session.screen.note(text)),
  };
};

const load: Task<Options> = async (options, session) => {
  const mapping = readMapping(options.mapping);
  const { bad } = await importExtract({
    file: options.file,
    mapping,
    now: new Date(session.clock()).toISOString(),
    screen: session.screen,
    ...(options.rejects !== undefined && { rejects: options.rejects }),
    ...(!options.dryRun && { hub: hubOf(options, session) }),
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
  program
    .command('import')
    .description('load an agency’s CSV extract; running it again stores nothing twice')
    .requiredOption('--file <csv>', 'the extract')
    .requiredOption('--mapping <json>', 'what its columns mean (docs/import.md)')
    .option('--url <address>', 'the hub, for example https://hub.example')
    .option('--token-file <file>', 'the agency’s token; missing: CONCORD_TOKEN')
    .option('--rejects <file>', 'where rows with something wrong are named; missing: beside the extract')
    .option('--dry-run', 'check every row and write nothing to the hub')
    .addOption(new Option('--insecure', 'send records in clear to another machine').hideHelp())
    .action(does(resumable));
};
