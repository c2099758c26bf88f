import type { AgencyEvent } from '@hub/agencies';
import type { AgreementEvent } from '@hub/agreements';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { ConsentEvent } from '@hub/consents';
import type { DisclosureEvent, FeedEvent, FeedReplayEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { OverrideEvent } from '@hub/overrides';
import type { FamilyEvent, MatchEvent, PersonEvent } from '@hub/people';
import type { RecallEvent } from '@hub/recalls';
import type { SubscriptionEvent } from '@hub/subscriptions';

/** Every event that the hub knows. */
export type AnyEvent =
  | AgencyEvent
  | AgreementEvent
  | PersonEvent
  | MatchEvent
  | FamilyEvent
  | CaseNoteEvent
  | ConsentEvent
  | OverrideEvent
  | DisclosureEvent
  | FeedEvent
  | FeedReplayEvent
  | RecallEvent
  | SubscriptionEvent;

/** One kind of them, as the log keeps it. */
export type Of<T extends AnyEvent['type']> = Recorded<Extract<AnyEvent, { type: T }>>;

/** Something that has happened, which partners may have to be told of. */
export type CauseEvent = Recorded<AnyEvent>;
