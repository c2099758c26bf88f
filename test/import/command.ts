import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { built } from '../built.js';
import { tell } from '../logs/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: 'SIGKILL' | 'SIGINT'): void;
}

/** `concord`, in a process of its own. */
export const concord = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Running => {
  const child = spawn(process.execPath, [built('concord'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  return {
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said }))),
    kill: (signal) => child.kill(signal),
  };
};

export interface TestExtract {
  readonly file: string;
  readonly mapping: string;
  readonly journal: string;
  readonly rejects: string;
  /** Whole lines of the journal. */
  journalled(): number;
}

const PERSONAL = ['First Name', 'Last Name', 'Date Of Birth', 'Address'] as const;

/** Keeps in mind what the extract tells of people, so that no line of a log may tell it. */
const tellRows = (csv: string): void => {
  const rows = parse(csv, { columns: true, relax_column_count: true, bom: true }) as readonly Record<string, string>[];
  for (const row of rows) for (const column of PERSONAL) tell(...(row[column] ?? '').split('\n'));
};

/** One of the two agencies' files, or what is made of it, in a folder of its own. */
export const extractOf = (agency: 'csc' | 'education', change = (content: string): string => content): TestExtract => {
  const file = join(mkdtempSync(join(tmpdir(), 'concord-extract-')), `${agency}.csv`);
  const original = readFileSync(join(root, `test/data/family-context/${agency}.csv`), 'utf8');
  tellRows(original);
  writeFileSync(file, change(original));
  const journal = `${file}.concord-import.jsonl`;
  return {
    file,
    mapping: join(root, `test/import/${agency}.mapping.json`),
    journal,
    rejects: `${file}.concord-rejects.jsonl`,
    journalled: () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0),
  };
};

/** Imports an extract, as its agency would. */
export const load = ({ file, mapping }: TestExtract, url: string, token: string, ...more: readonly string[]): Running =>
  concord(['import', '--file', file, '--mapping', mapping, '--url', url, ...more], { CONCORD_TOKEN: token });
