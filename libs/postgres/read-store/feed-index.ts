import type pg from 'pg';
import type { FeedIndex, FeedRow, Link } from '@hub/pull-feed';

const COLUMNS = `m.sequence, m.message_id as "messageId", m.revision, m.position, m.released_at as "releasedAt",
  m.link_to as "linkTo", m.link_id as "linkId"`;

/** One statement, so that the message and how far the index has come are of one instant. */
const found = (where: string): string => `select ${COLUMNS}, s."upTo", s.last from (select
    coalesce((select revision from read.feed_streams where agency_id = $1), -1) as "upTo",
    coalesce((select max(sequence) from read.feed_messages where agency_id = $1), 0) as last) s
  left join lateral (select * from read.feed_messages m where m.agency_id = $1 and ${where} limit 1) m on true`;

const QUERIES = {
  'feed-by-id': found('m.message_id = $2'),
  'feed-after': found('m.sequence > $2 order by m.sequence'),
  'feed-since': found('m.released_at >= $2 order by m.released_at, m.sequence'),
} as const;

interface Found {
  readonly upTo: number;
  readonly last: number;
  readonly sequence: number | null;
  readonly messageId: string;
  readonly revision: number;
  readonly position: string;
  readonly releasedAt: string;
  readonly linkTo: Link['to'] | null;
  readonly linkId: string;
}

const rowIn = (agency: string, { sequence, messageId, revision, position, releasedAt, ...row }: Found) => {
  if (sequence === null) return {};
  const link = row.linkTo === null ? {} : { link: { to: row.linkTo, id: row.linkId } };
  return { row: { agency, sequence, messageId, revision, position, releasedAt, ...link } satisfies FeedRow };
};

/** Where each partner's messages are, as far as they have been folded. */
export const feedIndex = (pool: pg.Pool): FeedIndex => {
  const ask = async (name: keyof typeof QUERIES, agency: string, value: string | number) => {
    const { rows } = await pool.query<Found>({ name, text: QUERIES[name], values: [agency, value] });
    const [first] = rows;
    if (!first) throw new Error('the feed index gave no answer');
    return { upTo: first.upTo, last: first.last, ...rowIn(agency, first) };
  };
  return {
    byId: (agency, messageId) => ask('feed-by-id', agency, messageId),
    firstAfter: (agency, sequence) => ask('feed-after', agency, sequence),
    firstSince: (agency, at) => ask('feed-since', agency, at),
  };
};
