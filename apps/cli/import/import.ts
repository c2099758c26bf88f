import { readFileSync } from 'node:fs';
import type { Hub } from '../hub/request.js';
import { stop } from '../outcome.js';
import type { Screen } from '../terminal/screen.js';
import { entriesOf, type Extract, type GoodRow } from './extract.js';
import { journalOf, openJournal, readJournal, type Journal, type Known } from './journal.js';
import { mappingOf, type Mapping } from './mapping.js';
import { tallyInto, sentencesOf, type Report, type Tally } from './report.js';
import { nameOfMapping } from './row-key.js';
import { send, type Sent } from './send.js';

export interface Importing {
  readonly file: string;
  readonly mapping: Mapping;
  /** Missing for a dry run. */
  readonly hub?: Hub;
  readonly rejects?: string;
  readonly now: string;
  readonly screen: Screen;
}

/** Rows on their way to the hub at a time. */
const AT_ONCE = 8;

export const rejectsOf = (file: string): string => `${file}.concord-rejects.jsonl`;

/** Reads the mapping, or says everything that is wrong with it. */
export const readMapping = (file: string): Mapping => {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return stop('usage', 'the mapping cannot be read, or is not JSON');
  }
  const mapping = mappingOf(value);
  if (!('faults' in mapping)) return mapping;
  const faults = mapping.faults.map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return stop('usage', ['the mapping is not as docs/import.md describes:', ...faults].join('\n'));
};

interface Examined {
  readonly rows: number;
  /** The row that the journal says was stored last, if it is in the extract as it was. */
  readonly last?: GoodRow;
}

/** Reads the whole extract before anything of it is sent: a mapping that does not fit stores nothing. */
const examine = async (extract: Extract, known: Known): Promise<Examined> => {
  const lastKey = [...known.keys()].at(-1);
  let rows = 0;
  let last: GoodRow | undefined;
  for await (const entry of entriesOf(extract)) {
    rows += 1;
    if ('parcel' in entry && entry.parcel.key === lastKey && known.get(lastKey) === entry.parcel.mac) last = entry;
  }
  return { rows, ...(last && { last }) };
};

/** Does the work of a few at a time. The first failure stops it, once those under way have ended. */
const fewAtATime = async <T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> => {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    if (failures.length > 0) break;
    const task = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(task));
    underWay.add(task);
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
};

interface Delivery {
  readonly hub: Hub;
  readonly journal: Journal;
  readonly tally: Tally;
}

const settle = async ({ journal, tally }: Delivery, { line, lastLine, parcel }: GoodRow, sent: Sent): Promise<void> => {
  if (!('faults' in sent)) {
    await journal.settle(parcel, { line, outcome: sent.outcome, personId: sent.personId });
    tally.count(sent.outcome);
  } else {
    await journal.settle(parcel, { line, outcome: sent.outcome, codes: sent.faults.map(({ code }) => code) });
    tally.bad({ line, lastLine, faults: sent.faults });
  }
};

/**
 * The row that was stored last, sent once more. A hub that does not recognise it is another one, or was restored from a
 * backup: the journal says nothing about it, and it is sent everything.
 */
const probed = async ({ hub }: Delivery, { last }: Examined): Promise<ReadonlyMap<string, Sent>> =>
  new Map(last ? [[last.parcel.key, await send(hub, last.parcel)]] : []);

const trusted = (known: Known, probe: ReadonlyMap<string, Sent>): Known =>
  [...probe.values()].every(({ outcome }) => outcome === 'stored-before') && probe.size > 0 ? known : new Map();

/** The rows until the user has had enough: those under way are finished. */
async function* untilInterrupted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}

const importInto = async (hub: Hub, importing: Importing, tally: Tally): Promise<void> => {
  const { file, mapping, screen } = importing;
  const section = { hub: hub.address.href, mapping: nameOfMapping(mapping.id) };
  const written = readJournal(journalOf(file), section);
  const examined = await examine(importing, written);
  const journal = await openJournal(journalOf(file), section);
  const delivery: Delivery = { hub, journal, tally };
  const progress = screen.progress('import', examined.rows);
  const { signal } = hub.patience;
  try {
    const probe = await probed(delivery, examined);
    const known = trusted(written, probe);
    await fewAtATime(untilInterrupted(entriesOf(importing), signal), async (entry) => {
      if ('faults' in entry) tally.bad(entry);
      else if (known.get(entry.parcel.key) === entry.parcel.mac) tally.count('stored-before');
      else await settle(delivery, entry, probe.get(entry.parcel.key) ?? (await send(hub, entry.parcel)));
      progress.advance();
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
    await journal.close();
  }
};

const examineAlone = async (importing: Importing, tally: Tally): Promise<void> => {
  for await (const entry of entriesOf(importing)) {
    if ('faults' in entry) tally.bad(entry);
    else tally.count('stored');
  }
};

/** Loads an extract into the hub, or says what would be loaded where there is none. A row is stored once, however often it comes. */
export const importExtract = async (importing: Importing): Promise<Report> => {
  const { hub, file, screen } = importing;
  const tally = tallyInto(importing.rejects ?? rejectsOf(file), screen);
  let report: Report;
  try {
    await (hub ? importInto(hub, importing, tally) : examineAlone(importing, tally));
  } finally {
    report = tally.report(!hub);
    screen.event({ event: 'report', ...report });
    for (const line of sentencesOf(tally, report)) screen.line(line);
  }
  if (hub?.patience.signal.aborted) return stop('interrupted', 'interrupted; what is stored stays stored');
  return report;
};
