import type { CaseNoteEvent } from '@hub/case-notes';
import type { DisclosureEvent, FeedEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { FamilyEvent, MatchEvent, PersonEvent } from '@hub/people';
import type { RecallEvent } from '@hub/recalls';

/** The events that projections fold. All others pass them by. */
export type HubEvent =
  PersonEvent | MatchEvent | FamilyEvent | CaseNoteEvent | DisclosureEvent | FeedEvent | RecallEvent;

/** One kind of them, as the log keeps it. */
export type Of<T extends HubEvent['type']> = Recorded<Extract<HubEvent, { type: T }>>;
