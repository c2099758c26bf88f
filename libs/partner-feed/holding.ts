import { holdsUntil, type AgencyId, type Facts, type Instant } from '@hub/sharing';

const showsNewestAlone = (facts: Pick<Facts, 'agreements'>, agency: AgencyId): boolean =>
  facts.agreements.some(({ flows }) => flows.some(({ to, mostRecent }) => to === agency && mostRecent !== undefined));

/**
 * How long a decision about a message holds while no stream of it moves. Not at all where a flow shows the newest items
 * alone: another note changes what is shown, and moves none of them.
 */
export const messageHoldsUntil = (facts: Facts, agency: AgencyId, at: Instant): Instant =>
  showsNewestAlone(facts, agency) ? at : holdsUntil(facts, at);
