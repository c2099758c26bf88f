import { existsSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Parcel } from './row-key.js';

/** What became of a row at the hub. */
export interface Settled {
  readonly line: number;
  readonly key: string;
  readonly mac: string;
  readonly outcome: 'stored' | 'stored-before' | 'changed' | 'refused';
  readonly personId?: string;
  readonly codes?: readonly string[];
}

/** Outcomes only count for the hub and the mapping that they are of. */
interface Section {
  readonly hub: string;
  readonly mapping: string;
}

/** Rows that the hub is known to have: by key, the hash of what was sent. */
export type Known = ReadonlyMap<string, string>;

type Line = (Section & { readonly section: 1 }) | Settled;

export const journalOf = (file: string): string => `${file}.concord-import.jsonl`;

const parsed = (text: string): readonly Line[] => {
  try {
    return text.trim() === '' ? [] : [JSON.parse(text) as Line];
  } catch {
    // The last line of a command that was killed.
    return [];
  }
};

const linesIn = (path: string): readonly Line[] =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(parsed) : [];

/** Reads what earlier runs have written down for this hub and mapping; the last row stored is the last of the map. */
export const readJournal = (path: string, { hub, mapping }: Section): Known => {
  const known = new Map<string, string>();
  let ours = false;
  for (const line of linesIn(path)) {
    if ('section' in line) ours = line.hub === hub && line.mapping === mapping;
    else if (ours && line.outcome.startsWith('stored')) {
      known.delete(line.key);
      known.set(line.key, line.mac);
    }
  }
  return known;
};

export interface Journal {
  /** On the disk once resolved. */
  settle(parcel: Parcel, settled: Omit<Settled, 'key' | 'mac'>): Promise<void>;
  close(): Promise<void>;
}

/** Writes lines and makes them durable, many with one flush while an earlier one is on its way. */
const appender = (handle: FileHandle) => {
  let waiting: string[] = [];
  let flushing: Promise<void> | undefined;

  const flush = async (): Promise<void> => {
    // Those who come while the disk is busy share the next flush.
    await Promise.resolve();
    try {
      while (waiting.length > 0) {
        const lines = waiting;
        waiting = [];
        await handle.appendFile(lines.join(''));
        await handle.datasync();
      }
    } finally {
      flushing = undefined;
    }
  };

  return async (line: Line): Promise<void> => {
    waiting.push(`${JSON.stringify(line)}\n`);
    while (flushing) await flushing;
    if (waiting.length === 0) return;
    flushing = flush();
    await flushing;
  };
};

/** Goes on with the journal of a file. It makes resuming fast; what is right does not depend on it. */
export const openJournal = async (path: string, section: Section): Promise<Journal> => {
  const handle = await open(path, 'a', 0o600);
  const append = appender(handle);
  const { size } = await handle.stat();
  // Whatever a killed command left half written ends here.
  if (size > 0) await handle.appendFile('\n');
  await append({ section: 1, ...section });
  return {
    settle: ({ key, mac }, settled) => append({ ...settled, key, mac }),
    close: () => handle.close(),
  };
};
