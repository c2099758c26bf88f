import { link, open, rm, type FileHandle } from 'node:fs/promises';
import { csvHeader, csvLine, jsonLine, type TrailRow } from '@hub/disclosure-trail';
import { Option, type Command } from 'commander';
import { hubOf, reachingHub, type HubOptions } from '../hub/options.js';
import type { Hub } from '../hub/request.js';
import { stop } from '../outcome.js';
import type { Does, Task } from '../session.js';
import { askTrail } from './ask.js';

const FILTERS = ['subject', 'worker', 'agency', 'agreement', 'purpose', 'outcome', 'kind', 'from', 'to'] as const;

type Filter = Partial<Record<(typeof FILTERS)[number], string>>;

interface Options extends HubOptions, Filter {
  readonly out: string;
  readonly format: 'csv' | 'jsonl';
}

interface Page {
  readonly items: readonly TrailRow[];
  readonly page: { readonly next?: string };
}

/** The trail page by page. The hub records each page as a read of its own. */
async function* pagesOf(hub: Hub, filter: Filter): AsyncGenerator<readonly TrailRow[]> {
  for (let after: string | undefined; ;) {
    const { items, page } = await askTrail<Page>(hub, 'disclosures:search', { ...filter, ...(after && { after }) });
    yield items;
    after = page.next;
    if (after === undefined) return;
  }
}

const unlessThere = (error: unknown): never => {
  if ((error as NodeJS.ErrnoException).code === 'EEXIST') stop('usage', 'the file to write to is there already');
  throw error;
};

/** Writes a file that appears whole under its name, or not at all, and takes the place of none. */
const writingWhole = async (path: string, work: (file: FileHandle) => Promise<void>): Promise<void> => {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600);
  try {
    await work(file);
    await file.sync();
    await link(partial, path).catch(unlessThere);
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
};

const filterOf = (options: Options): Filter =>
  Object.fromEntries(FILTERS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

const exportTrail: Task<Options> = async (options, session) => {
  const { screen, interrupted } = session;
  const hub = hubOf(options, session);
  const lineOf = options.format === 'csv' ? csvLine : jsonLine;
  let entries = 0;
  await writingWhole(options.out, async (file) => {
    if (options.format === 'csv') await file.appendFile(csvHeader());
    for await (const rows of pagesOf(hub, filterOf(options))) {
      if (interrupted.aborted) stop('interrupted', 'interrupted; nothing was kept');
      await file.appendFile(rows.map(lineOf).join(''));
      entries += rows.length;
      screen.event({ event: 'progress', phase: 'export', done: entries });
    }
  });
  screen.event({ event: 'report', entries, out: options.out });
  screen.line(`${entries} entries of the trail are in ${options.out}`);
  return 'ok';
};

/** `concord export`: the disclosure trail as information governance may read it. */
export const addExport = (program: Command, does: Does): void => {
  const command = reachingHub(program.command('export'))
    .description('write the disclosure trail to a file; reading it is recorded as well')
    .requiredOption('--out <file>', 'a file that is not there yet')
    .addOption(new Option('--format <format>', 'for people or for programs').choices(['csv', 'jsonl']).default('csv'));
  for (const filter of FILTERS) command.option(`--${filter} <value>`);
  command.action(does(exportTrail));
};
