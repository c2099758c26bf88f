import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Screen } from '../terminal/screen.js';
import type { BadRow } from './extract.js';

/** How many rows came to what. */
export interface Counts {
  readonly rows: number;
  /** Stored by this run; of a dry run: would be asked for. */
  readonly stored: number;
  /** The hub had them already, and they say the same. */
  readonly storedBefore: number;
  /** Not stored: something is wrong with them, or they were imported before with other content. */
  readonly bad: number;
}

export interface Report extends Counts {
  readonly dryRun: boolean;
  /** Rows by code of what is wrong with them. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly rejects?: string;
}

/** Collects what becomes of the rows. Rows are named by their lines; what they say is not repeated. */
export interface Tally {
  count(outcome: 'stored' | 'stored-before'): void;
  bad(row: BadRow): void;
  readonly first: readonly BadRow[];
  report(dryRun: boolean): Report;
}

const NAMED = 20;

/** Rejects as JSON Lines, in a file that is there when there are any. */
const rejectsIn = (file: string) => {
  rmSync(file, { force: true });
  let handle: number | undefined;
  return {
    add({ line, lastLine, faults }: BadRow): void {
      handle ??= openSync(file, 'w', 0o600);
      for (const { code, column } of faults) writeSync(handle, `${JSON.stringify({ line, lastLine, code, column })}\n`);
    },
    close(): string | undefined {
      if (handle === undefined) return undefined;
      fsyncSync(handle);
      closeSync(handle);
      return file;
    },
  };
};

export const tallyInto = (file: string, screen: Pick<Screen, 'event'>): Tally => {
  const counts = { stored: 0, 'stored-before': 0, bad: 0 };
  const reasons = new Map<string, number>();
  const first: BadRow[] = [];
  const rejects = rejectsIn(file);
  return {
    first,
    count: (outcome) => (counts[outcome] += 1),
    bad(row) {
      counts.bad += 1;
      rejects.add(row);
      if (first.length < NAMED) first.push(row);
      for (const { code } of row.faults) reasons.set(code, (reasons.get(code) ?? 0) + 1);
      const { line, lastLine, faults } = row;
      screen.event({ event: 'bad-row', line, lastLine, faults });
    },
    report(dryRun) {
      const path = rejects.close();
      const { stored, 'stored-before': storedBefore, bad } = counts;
      return {
        dryRun,
        rows: stored + storedBefore + bad,
        stored,
        storedBefore,
        bad,
        reasons: Object.fromEntries([...reasons].sort()),
        ...(path !== undefined && { rejects: path }),
      };
    },
  };
};

const linesOf = ({ line, lastLine }: BadRow): string =>
  line === lastLine ? `line ${line}` : `lines ${line} to ${lastLine}`;

const named = (row: BadRow): readonly string[] =>
  row.faults.map(
    ({ code, column, reason }) => `  ${linesOf(row)}: ${reason} (${code}${column === undefined ? '' : `, ${column}`})`,
  );

const rowsIn = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);

/** The report for people. */
export const sentencesOf = ({ first }: Pick<Tally, 'first'>, report: Report): readonly string[] => {
  const { rows, stored, storedBefore, bad, rejects } = report;
  const would = report.dryRun ? 'would be sent to the hub' : 'stored';
  const more = bad - first.length;
  return [
    `${rowsIn(rows)}: ${stored} ${would}, ${storedBefore} there already, ${bad} with something wrong`,
    ...first.flatMap(named),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(rejects === undefined ? [] : [`nothing of these rows was stored; all of them are named in ${rejects}`]),
    ...(report.dryRun ? ['nothing was written to the hub: this was a dry run'] : []),
  ];
};
