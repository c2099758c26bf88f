import type { ReleasedMessage } from '@hub/disclosures';
import type { PartnerMessage } from '@hub/partner-messages';
import type { AgencyId, Instant } from '@hub/sharing';
import type { FeedRow } from './feed-row.js';

/** How far an index has taken in a feed. */
export interface Indexed {
  /** The revision of the last event of the feed's stream that it shows; -1: none. */
  readonly upTo: number;
  /** The sequence of the last message that it shows; 0: none. */
  readonly last: number;
}

/** Where each partner's messages are. May be behind the log, which has the last word. */
export interface FeedIndex {
  byId(agency: AgencyId, messageId: string): Promise<Indexed & { readonly row?: FeedRow }>;
  /** The first message after a sequence. */
  firstAfter(agency: AgencyId, sequence: number): Promise<Indexed & { readonly row?: FeedRow }>;
  /** The first message that was released at this time or later. */
  firstSince(agency: AgencyId, at: Instant): Promise<Indexed & { readonly row?: FeedRow }>;
}

/**
 * Looks once more, right before messages leave, and gives what may be sent, in order: the message as it was signed, or in the
 * place of one whose permission is gone its void form.
 */
export type Settle = (agency: AgencyId, released: readonly ReleasedMessage[]) => Promise<readonly PartnerMessage[]>;

type Standings = (
  agency: AgencyId,
  released: readonly ReleasedMessage[],
) => Promise<readonly ('permitted' | 'void' | 'permission-gone')[]>;

/** Tells once more what was released: how it stands with messages now, and the form in which each is told. */
export interface Replaying {
  readonly standings: Standings;
  /** The same for messages that are about to leave. */
  readonly leaving: Standings;
  formOf(
    replayId: string,
    released: ReleasedMessage,
    standing: 'permitted' | 'void' | 'permission-gone',
  ): PartnerMessage;
}
