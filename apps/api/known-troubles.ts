import { NotAnswered } from '@hub/door';
import { troubleWith, type KnownTroubles } from '@hub/platform';

/** Refusals with another status than 422. What names a record that is not there is one and the same 404. */
export const REFUSAL_STATUSES: NonNullable<KnownTroubles['statuses']> = {
  'request/not-found': 404,
  'agency/unknown': 404,
  'agreement/unknown': 404,
  'agreement/unknown-version': 404,
  'consent/unknown': 404,
  'subscription/unknown': 404,
  'override/unknown': 404,
  'recall/unknown': 404,
  'people/not-registered': 404,
  'people/no-such-family': 404,
  'people/no-such-match': 404,
  'people/record-unknown': 404,
  'people/not-a-member': 404,
  'case-notes/not-recorded': 404,
  'case-notes/restriction-unknown': 404,
  'request/not-your-agency': 403,
  'request/agency-suspended': 403,
  'agreement/not-a-party': 403,
  'trail/not-information-governance': 403,
  'recall/not-information-governance': 403,
  'feed/not-subscribed': 403,
  'feed/without-subscription': 403,
  'view/cursor-of-another-question': 400,
};

/** What the API's own errors come to for the caller. */
export const knownTroubles: KnownTroubles = {
  statuses: REFUSAL_STATUSES,
  translate: (error) => (error instanceof NotAnswered ? troubleWith('request/not-now') : undefined),
};
