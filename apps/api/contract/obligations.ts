import type { ObligationCode } from '@hub/sharing';

/** Every obligation that a decision can leave; the compiler asks for each. */
export const OBLIGATIONS: Readonly<Record<ObligationCode, true>> = {
  RECORD_REASON: true,
  INFORM_UNLESS_UNSAFE: true,
  DO_NOT_INFORM: true,
  RECORD_NECESSITY: true,
  REVIEW_GROUND: true,
  REVIEW_OVERRIDE: true,
  ALERT: true,
  ASK_FOR_CONSENT: true,
  ASK_YOUNG_PERSON: true,
  RESOLVE_DISPUTE: true,
  REVIEW_DECLINED: true,
  RESPECT_MASK: true,
  OFFER_AGGREGATE: true,
  ACKNOWLEDGE_RECEIPT: true,
  NOTIFY_SOCIAL_WORKER: true,
  RECORD_PROPORTIONALITY: true,
  SHARE_BEFORE_NEXT_SCHOOL_DAY: true,
  SHARE_WITH_SOCIAL_CARE_AND_POLICE: true,
};
