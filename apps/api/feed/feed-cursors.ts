import { cursors } from '@hub/platform';
import type { AgencyId } from '@hub/sharing';
import type { KeyedHash } from '@hub/vault';

/** Seconds, a hundred years: a place in a feed does not go by; what is not kept any more, the feed itself says. */
const LASTING = 3_155_760_000;

/** Places in partners' feeds, as texts that only the hub can make and read; good for any system of the agency. */
export interface FeedCursors {
  give(agency: AgencyId, sequence: number): string;
  /** The sequence after which the feed goes on; a 400 for whatever was not given to this agency. */
  read(agency: AgencyId, cursor: string): number;
}

/** Places in the feed itself; those in a replay are good in that replay alone. */
export const feedCursors = (keyedHash: KeyedHash, clock: () => Date, replay?: string): FeedCursors => {
  const lasting = cursors(keyedHash, clock, LASTING);
  const listOf = (agency: AgencyId) => ({
    issuer: '',
    clientId: '',
    worker: '',
    list: 'feed',
    filter: { agency, ...(replay !== undefined && { replay }) },
  });
  return {
    give: (agency, sequence) => lasting.give(listOf(agency), String(sequence)),
    read: (agency, cursor) => Number(lasting.read(listOf(agency), cursor)),
  };
};
