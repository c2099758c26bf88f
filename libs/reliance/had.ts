import type { AgencyId } from '@hub/sharing';
import type { Cause } from './causes.js';

/** The last message of an agency's feed that may have left, as far as is known when it is asked. */
export type LeftUpTo = (agency: AgencyId) => Promise<number>;

/** Whether an agency may have had a message of its feed. */
export type MayHaveHad = (agency: AgencyId, sequence: number) => Promise<boolean>;

/** A restriction may be imposed from a later time on: until then it hides nothing. */
const bitesAtOnce = (cause: Cause): boolean => {
  if (cause.type !== 'RestrictionImposed' && cause.type !== 'NoteRestricted') return true;
  return cause.data.restriction.period.from <= cause.recordedAt;
};

/**
 * What of a feed may have been had before a cause took away what it went by.
 *
 * INVARIANT: asked when the cause is in the log. A message that has not left by then is looked at once more before it leaves,
 * with the cause in the log, and is void unless something else permits it: nobody is told of it because of what has gone.
 */
export const mayHaveHad = (leftUpTo: LeftUpTo, cause: Cause): MayHaveHad => {
  if (!bitesAtOnce(cause)) return () => Promise.resolve(true);
  const known = new Map<AgencyId, Promise<number>>();
  return async (agency, sequence) => {
    const upTo = known.get(agency) ?? leftUpTo(agency);
    known.set(agency, upTo);
    return sequence <= (await upTo);
  };
};
