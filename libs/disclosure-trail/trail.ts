import type { Asking, Reading } from '@hub/door';
import { csvHeader, csvLine, jsonLine } from './csv.js';
import type { TrailCursor, TrailIndex } from './ports.js';
import { rowFor } from './rows-for.js';
import type { TrailFilter, TrailQuery } from './trail-query.js';
import type { TrailRow } from './trail-row.js';

export const MOST_ROWS = 200;

export interface TrailQuestion {
  /** Unique: names the entry that this reading leaves. */
  readonly id: string;
  readonly officer: Asking;
  readonly filter: TrailFilter;
}

export interface TrailPage {
  readonly rows: readonly TrailRow[];
  readonly next?: TrailCursor;
}

export interface TrailPorts {
  readonly index: TrailIndex;
  /** Records the reading and lets in who may read: `trailReader` of the door. */
  readonly admit: (reading: Reading) => Promise<void>;
}

/** The disclosure trail: read by information governance, and each reading is an entry of it before it is answered. */
export interface Trail {
  page(question: TrailQuestion, after?: TrailCursor, limit?: number): Promise<TrailPage>;
  /** All of it, line by line. The reading is recorded before the first line. */
  export(question: TrailQuestion, format: 'csv' | 'jsonl'): AsyncIterable<string>;
}

const readingOf = ({ id, officer, filter }: TrailQuestion, question: Reading['question']): Reading => ({
  id,
  officer,
  question,
  filter: Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)])),
  subjects: filter.subject === undefined ? [] : [filter.subject],
});

export const trail = ({ index, admit }: TrailPorts): Trail => {
  const queryOf = ({ filter, officer }: TrailQuestion): TrailQuery => ({ ...filter, party: officer.agency });

  return {
    async page(question, after, limit = MOST_ROWS) {
      await admit(readingOf(question, question.filter.agreement === undefined ? 'trail' : 'agreement'));
      const most = Math.max(1, Math.min(limit, MOST_ROWS));
      const found = await index.page(queryOf(question), after, most);
      const last = found.at(-1);
      return {
        rows: found.flatMap((row) => rowFor(question.officer.agency, row, question.filter)),
        ...(last && found.length === most ? { next: { recordedAt: last.recordedAt, id: last.id } } : {}),
      };
    },

    async *export(question, format) {
      await admit(readingOf(question, 'export'));
      if (format === 'csv') yield csvHeader();
      const lineOf = format === 'csv' ? csvLine : jsonLine;
      for await (const batch of index.stream(queryOf(question)))
        yield batch
          .flatMap((row) => rowFor(question.officer.agency, row, question.filter))
          .map(lineOf)
          .join('');
    },
  };
};
