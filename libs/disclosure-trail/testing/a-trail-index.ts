import type { LawfulBasis } from '@hub/sharing';
import { isByHand, type TrailCursor, type TrailIndex, type TrailQuery, type TrailRow } from '../index.js';

const isBasis = (wanted: string, { article6, gateway }: LawfulBasis): boolean =>
  wanted === gateway || wanted === `article6:${article6}`;

const hasFlow = ({ items }: TrailRow, agreement: string | undefined, flow: number | undefined): boolean =>
  (agreement === undefined && flow === undefined) ||
  items.some(({ flows }) =>
    flows.some((one) => (agreement ?? one.agreement) === one.agreement && (flow ?? one.flow) === one.flow),
  );

const sameWhereGiven = (query: TrailQuery, row: TrailRow): boolean =>
  (['worker', 'agency', 'purpose', 'outcome', 'kind'] as const).every(
    (part) => query[part] === undefined || query[part] === row[part],
  );

const subjectsIn = ({ subject, byHand, party }: TrailQuery, row: TrailRow): readonly string[] | undefined => {
  if (subject === undefined) return undefined;
  if (!byHand || !isByHand(row)) return [subject];
  return row.agency === party ? byHand.own : byHand.told;
};

const isAbout = (row: TrailRow, sought: readonly string[] | undefined): boolean =>
  sought === undefined || row.subjects.some((subject) => sought.includes(subject));

const matches = (query: TrailQuery, row: TrailRow): boolean =>
  row.parties.includes(query.party) &&
  isAbout(row, subjectsIn(query, row)) &&
  (query.basis === undefined || row.bases.some((basis) => isBasis(query.basis ?? '', basis))) &&
  (query.from === undefined || row.recordedAt >= query.from) &&
  (query.until === undefined || row.recordedAt < query.until) &&
  hasFlow(row, query.agreement, query.flow) &&
  sameWhereGiven(query, row);

const isBefore = (row: TrailRow, { recordedAt, id }: TrailCursor): boolean =>
  row.recordedAt < recordedAt || (row.recordedAt === recordedAt && row.id < id);

/** A trail index over rows in memory. */
export const trailIndexOver = (rows: () => Promise<readonly TrailRow[]>): TrailIndex => {
  const found = async (query: TrailQuery): Promise<readonly TrailRow[]> =>
    [...(await rows())].filter((row) => matches(query, row)).sort((a, b) => (isBefore(a, b) ? 1 : -1));
  return {
    page: async (query, after, limit) =>
      (await found(query)).filter((row) => after === undefined || isBefore(row, after)).slice(0, limit),
    async *stream(query) {
      for (const row of await found(query)) yield [row];
    },
    agencyOf: async (sought) => (await rows()).find(({ id }) => id === sought)?.agency,
  };
};
