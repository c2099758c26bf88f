import type { AgencyId } from '@hub/sharing';
import type { TrailQuery } from './trail-query.js';
import type { TrailRow } from './trail-row.js';

/** Where a page of the trail goes on: the last row of the page before. */
export interface TrailCursor {
  readonly recordedAt: string;
  readonly id: string;
}

/** The trail, projected to rows. Newest first, by recorded-at and then id, both descending. */
export interface TrailIndex {
  page(query: TrailQuery, after: TrailCursor | undefined, limit: number): Promise<readonly TrailRow[]>;
  /** All that match, in the same order, in batches: for an export of any size. */
  stream(query: TrailQuery): AsyncIterable<readonly TrailRow[]>;
  /** The agency that the row with this id is of; `undefined` where there is none, or it has not been taken in yet. */
  agencyOf(id: string): Promise<AgencyId | undefined>;
}
