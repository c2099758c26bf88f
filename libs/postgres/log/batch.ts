import type pg from 'pg';
import type { Append, EncodedEvent, Instant } from '@hub/eventsourcing';

/** An append on its way. */
export interface Request {
  readonly append: Append;
  readonly encoded: readonly EncodedEvent[];
}

/** What became of one request of a batch. */
export interface Outcome {
  readonly outcome: 'appended' | 'replayed' | 'command-conflict' | 'revision-conflict';
  readonly first_stream: string | null;
  readonly revision: number;
  readonly position: string;
  /** When what was appended was recorded. */
  readonly recorded_at: Date;
  readonly first_ids: string[] | null;
}

const APPEND = 'select * from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';

/** Appends many requests in one transaction and one round trip; each has its own outcome, in the order given. */
export const appendBatch = async (
  pool: pg.Pool,
  requests: readonly Request[],
  at: Instant,
): Promise<readonly Outcome[]> => {
  const claims = requests.map(({ append }) => append.claim);
  const events = requests.flatMap(({ encoded }) => encoded);
  const texts = events.flatMap(({ data, metadata }) => [data, metadata]);
  const sizes = texts.map((text) => Buffer.byteLength(text));
  let end = 0;
  const ends = sizes.map((size) => (end += size));
  const { rows } = await pool.query<Outcome>({
    name: 'append',
    text: APPEND,
    values: [
      claims.map(({ agency }) => agency),
      claims.map(({ commandId }) => commandId),
      claims.map(({ requestMac }) => requestMac),
      requests.map(({ append }) => append.stream),
      requests.map(({ append }) => append.expected),
      requests.map(({ encoded }) => encoded.length),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      sizes.filter((_, index) => index % 2 === 0),
      sizes.filter((_, index) => index % 2 === 1),
      ends.filter((_, index) => index % 2 === 1),
      Buffer.from(texts.join('')),
      at,
    ],
  });
  return rows;
};
