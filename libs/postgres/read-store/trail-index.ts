import type pg from 'pg';
import {
  KINDS_BY_HAND,
  type TrailCursor,
  type TrailIndex,
  type TrailQuery,
  type TrailRow,
} from '@hub/disclosure-trail';
import { flowFacet, type TrailFacet } from '@hub/projections';

const BATCH = 500;

type Facets = readonly (readonly [TrailFacet, string])[];

/** What is asked for, the narrowest first: that one is walked, the others are looked up. */
const facetsOf = ({ subject, agreement, flow, worker, basis, party }: TrailQuery): Facets => {
  const flowOf = agreement !== undefined && flow !== undefined ? flowFacet(agreement, flow) : undefined;
  const asked: readonly (readonly [TrailFacet, string | undefined])[] = [
    ['subject', subject],
    ['flow', flowOf],
    ['worker', worker],
    ['agreement', flowOf === undefined ? agreement : undefined],
    ['basis', basis],
    ['party', party],
  ];
  return asked.flatMap(([facet, value]) => (value === undefined ? [] : [[facet, value] as const]));
};

/** Gathers values and gives their placeholders. */
const values = () => {
  const given: unknown[] = [];
  return { given, of: (value: unknown): string => `$${given.push(value)}` };
};

const lookups = (facets: Facets, of: (value: unknown) => string): readonly string[] =>
  facets.map(
    ([facet, value]) => `exists (select from read.trail_facets o where o.facet = ${of(facet)} and o.value = ${of(value)}
       and o.recorded_at = w.recorded_at and o.id = w.id)`,
  );

const COLUMNS = ['agency', 'purpose', 'outcome', 'kind'] as const;

const conditions = (query: TrailQuery, after: TrailCursor | undefined, of: (value: unknown) => string) => [
  ...COLUMNS.flatMap((column) => (query[column] === undefined ? [] : [`e.${column} = ${of(query[column])}`])),
  ...(query.from === undefined ? [] : [`w.recorded_at >= ${of(query.from)}`]),
  ...(query.until === undefined ? [] : [`w.recorded_at < ${of(query.until)}`]),
  ...(after === undefined ? [] : [`(w.recorded_at, w.id) < (${of(after.recordedAt)}, ${of(after.id)})`]),
];

/** A flow's number says nothing without its agreement: no agreement, no entries. */
const isAnswerable = ({ agreement, flow }: TrailQuery): boolean => flow === undefined || agreement !== undefined;

/** Whether entries made by hand are looked for by the very id that all others are. */
const isPlain = ({ subject, byHand }: TrailQuery): boolean =>
  byHand === undefined || [byHand.own, byHand.told].every((ids) => ids.length === 1 && ids[0] === subject);

/** Somebody by one id, and in entries made by hand by others. */
const about = ({ party, subject, byHand = { own: [], told: [] } }: TrailQuery, of: (value: unknown) => string) =>
  `w.facet = 'subject' and w.value = any(${of([subject, ...byHand.own, ...byHand.told])}::text[]) and case
      when e.kind <> all(${of(KINDS_BY_HAND)}::text[]) then w.value = ${of(subject)}
      when e.agency = ${of(party)} then w.value = any(${of(byHand.own)}::text[])
      else w.value = any(${of(byHand.told)}::text[]) end`;

const sqlOf = (query: TrailQuery, after: TrailCursor | undefined, limit: number) => {
  const { given, of } = values();
  const [walked, ...others] = facetsOf(query);
  const plain = isPlain(query);
  const where = [
    plain ? `w.facet = ${of(walked?.[0])} and w.value = ${of(walked?.[1])}` : about(query, of),
    ...lookups(others, of),
    ...conditions(query, after, of),
  ];
  // What is found by several ids is found once.
  const text = `select ${plain ? '' : 'distinct on (w.recorded_at, w.id)'} e.entry
    from read.trail_facets w join read.trail_entries e on e.id = w.id
    where ${where.join('\n      and ')}
    order by w.recorded_at desc, w.id desc limit ${of(limit)}`;
  return { text, values: given };
};

const AGENCY_OF = 'select agency from read.trail_entries where id = $1';

/** The trail, newest first, by keyset: what is added later moves nothing. */
export const trailIndex = (pool: pg.Pool): TrailIndex => {
  const page = async (
    query: TrailQuery,
    after: TrailCursor | undefined,
    limit: number,
  ): Promise<readonly TrailRow[]> => {
    if (!isAnswerable(query)) return [];
    const { rows } = await pool.query<{ entry: string }>(sqlOf(query, after, limit));
    return rows.map(({ entry }) => JSON.parse(entry) as TrailRow);
  };

  return {
    page,
    async agencyOf(id) {
      const { rows } = await pool.query<{ agency: string }>({ name: 'trail-agency', text: AGENCY_OF, values: [id] });
      return rows[0]?.agency;
    },
    async *stream(query) {
      let after: TrailCursor | undefined;
      for (let rows = await page(query, after, BATCH); rows.length > 0; rows = await page(query, after, BATCH)) {
        yield rows;
        after = rows.at(-1);
        if (rows.length < BATCH) return;
      }
    },
  };
};
