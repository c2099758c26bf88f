import type { Asking, KeyedHash, PeopleTold, Reading, RecordsSought } from '@hub/door';
import type { AgencyId, PersonId } from '@hub/sharing';
import { csvHeader, csvLine, jsonLine } from './csv.js';
import { distinct } from './distinct.js';
import { entryRows, type EntryPorts } from './entry.js';
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

/** A question for one entry. */
export interface EntryQuestion extends Omit<TrailQuestion, 'filter'> {
  readonly disclosureId: string;
}

export interface TrailPorts extends EntryPorts {
  readonly index: TrailIndex;
  /** Records the reading and lets in who may read: `trailReader` of the door. */
  readonly admit: (reading: Reading) => Promise<void>;
  readonly hash: KeyedHash;
  /** The ids by which an agency is told of people whom another named: `peopleTold` of the door. */
  readonly peopleTold: PeopleTold;
  /** The ids by which an agency finds what was recorded by hand: `recordsSought` of the door. */
  readonly recordsSought: RecordsSought;
}

/** The disclosure trail: read by information governance, and each reading is an entry of it before it is answered. */
export interface Trail {
  page(question: TrailQuestion, after?: TrailCursor, limit?: number): Promise<TrailPage>;
  /** All of it, line by line. The reading is recorded before the first line. */
  export(question: TrailQuestion, format: 'csv' | 'jsonl'): AsyncIterable<string>;
  /** Everything that was recorded under one id; nothing where the officer's agency has no part in it. */
  entry(question: EntryQuestion): Promise<readonly TrailRow[]>;
}

const readingOf = ({ id, officer, filter }: TrailQuestion, question: Reading['question']): Reading => ({
  id,
  officer,
  question,
  filter: Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)])),
  subjects: filter.subject === undefined ? [] : [filter.subject],
});

/** Another agency told this one by hand, and named people by the ids that it knows itself. */
const isToldByAnother = (agency: AgencyId, row: TrailRow): boolean =>
  row.agency !== agency && row.otherAgency === agency;

/** INVARIANT: a match that is undone meanwhile takes with it what was found by it, and the other record's id. */
const stands = ({ subject, byHand }: Partial<TrailQuery>, row: TrailRow, subjects: readonly PersonId[]): boolean =>
  subject === undefined || row.subjects.includes(subject) || subjects.some((id) => byHand?.own.includes(id));

export const trail = (ports: TrailPorts): Trail => {
  const { index, admit, hash, peopleTold, recordsSought } = ports;
  const entry = entryRows(ports);

  const queryOf = async ({ filter, officer: { agency: party } }: TrailQuestion): Promise<TrailQuery> => {
    const { subject } = filter;
    return { ...filter, party, ...(subject !== undefined && { byHand: await recordsSought(party, subject) }) };
  };

  const rowsFor = async (agency: AgencyId, rows: readonly TrailRow[], query: Partial<TrailQuery> = {}) => {
    const shown = rows.flatMap((row) => rowFor({ agency, hash }, row, query));
    const byHand = shown.filter((row) => isToldByAnother(agency, row));
    if (byHand.length === 0) return shown;
    const { people } = await peopleTold(agency, distinct(byHand.flatMap(({ subjects }) => subjects)));
    return shown.flatMap((row) => {
      if (!isToldByAnother(agency, row)) return [row];
      const subjects = people(row.subjects);
      return stands(query, row, subjects) ? [{ ...row, subjects }] : [];
    });
  };

  return {
    async entry({ id, officer, disclosureId }) {
      await admit({ id, officer, question: 'trail', filter: { disclosureId }, subjects: [] });
      return rowsFor(officer.agency, await entry(officer.agency, disclosureId));
    },

    async page(question, after, limit = MOST_ROWS) {
      await admit(readingOf(question, question.filter.agreement === undefined ? 'trail' : 'agreement'));
      const most = Math.max(1, Math.min(limit, MOST_ROWS));
      const query = await queryOf(question);
      const found = await index.page(query, after, most);
      const last = found.at(-1);
      return {
        rows: await rowsFor(query.party, found, query),
        ...(last && found.length === most ? { next: { recordedAt: last.recordedAt, id: last.id } } : {}),
      };
    },

    async *export(question, format) {
      await admit(readingOf(question, 'export'));
      if (format === 'csv') yield csvHeader();
      const lineOf = format === 'csv' ? csvLine : jsonLine;
      const query = await queryOf(question);
      for await (const batch of index.stream(query))
        yield (await rowsFor(query.party, batch, query)).map(lineOf).join('');
    },
  };
};
