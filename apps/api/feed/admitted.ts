import { refuse } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { QueryBus } from '@nestjs/cqrs';
import { isActive, refuseSuspended } from '../access/active-agency.js';
import type { ActiveSubscriptions } from './subscribed.js';

/** Lets an agency fetch its feed, as things stand at the moment of asking: an active one, that is subscribed to fetch it. */
export const admitToFeed = async (
  queries: QueryBus,
  subscriptions: ActiveSubscriptions,
  agency: AgencyId,
): Promise<void> => {
  if (!(await isActive(queries, { agency }))) refuseSuspended();
  const active = await subscriptions(agency);
  if (!active.some(({ wanted }) => wanted.delivery === 'pull'))
    refuse('feed/not-subscribed', 'the agency has no active subscription by which it fetches its messages');
};
