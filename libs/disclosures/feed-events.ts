import type { Event, Position } from '@hub/eventsourcing';
import type { PartnerMessage, VoidMessage } from '@hub/partner-messages';
import type { AgencyId, Instant, ItemId, PersonId, Request, WorkerId } from '@hub/sharing';
import type { RecordedRequest } from './events.js';

/** What in the log led to a message, or would have. */
export interface Cause {
  readonly eventId: string;
  readonly position: Position;
  /** The log up to here had been dealt with before: so that what it led to is found again from there on. */
  readonly since?: Position;
}

/** A message with its place in the feed, and what was decided before it was released. */
export interface ReleasedMessage {
  readonly messageId: string;
  readonly sequence: number;
  /** Whom it concerns, by the partner's pseudonym: messages with one key stay in order. */
  readonly key: string;
  /** The bytes that leave are the canonical form of this. */
  readonly message: PartnerMessage;
  readonly cause: Cause;
  /** What whoever it concerns had waited from, where it was told because they do not any more: it is part of what waited. */
  readonly waitedFrom?: Cause;
  /** Missing where it is about nobody, an agreement say, or rests on no decision. */
  readonly about?: MessageAbout;
}

/** What was looked at of somebody for a message: enough to look again. */
export interface LookedAt {
  /** All their notes. */
  readonly notes?: boolean;
  /** This note, whoever else it is about. */
  readonly noteId?: string;
  /** The consents that concern the agency. */
  readonly consents?: boolean;
}

/** Whom and what a message is about, in the hub's own ids, and the decision that permits it. Nothing of it leaves. */
export interface MessageAbout {
  readonly subscriptionId: string;
  readonly person: PersonId;
  /** The records' ids under which an entry of the trail is found. */
  readonly subjects: readonly PersonId[];
  readonly items: readonly { readonly item: ItemId; readonly stream: string; readonly revision: number }[];
  readonly decided: Omit<RecordedRequest, 'groundWords' | 'groundReference'>;
  /** Missing: nothing beside the person. */
  readonly looked?: LookedAt;
  /** The decision holds until then, as long as no stream of it moves (`holdsUntil` of `@hub/sharing`). */
  readonly holdsUntil: Instant;
}

/** The same of what was held back. */
export interface WithheldAbout extends Omit<MessageAbout, 'items'> {
  /** Which; missing: all that the decision is about. */
  readonly heldBack?: readonly ItemId[];
}

/** Whom a message that is void was about, and who would have been told: what its entry of the trail says. */
export type VoidAbout = Pick<MessageAbout, 'person' | 'subjects'> & Pick<Request, 'worker' | 'role' | 'purpose'>;

export type ParkedBecause = 'cannot-be-built' | 'too-large' | 'refused';

/** Why somebody waits no longer: a code, because words would stand in the log for ever. */
export const UNPARKING_REASONS = ['repaired', 'corrected-record', 'try-again', 'other'] as const;
export type UnparkingReason = (typeof UNPARKING_REASONS)[number];

/**
 * Stream `feed-<agency>`: what a partner is told, in the order in which it is told. The topic and the pull feed are a function of
 * this alone: released messages in their order, and in the place of one that is void its void form.
 */
export type FeedEvent =
  /** The record of the disclosure, durable before any of it is sent. Sequences follow each other without gaps. */
  | Event<
      'MessagesReleased',
      {
        agencyId: AgencyId;
        /** Everything in the log up to here has been dealt with for this partner. */
        upTo: Position;
        at: Instant;
        messages: readonly ReleasedMessage[];
      }
    >
  /** Decided and not told, although the partner has to do with the person: the entry of the trail that says so. */
  | Event<'MessageWithheld', { agencyId: AgencyId; upTo: Position; at: Instant; cause: Cause; about: WithheldAbout }>
  /** Its permission had gone before it was sent: its place is kept by this form of it. */
  | Event<
      'MessageVoided',
      {
        agencyId: AgencyId;
        messageId: string;
        sequence: number;
        because: 'permission-gone' | ParkedBecause;
        at: Instant;
        message: VoidMessage & Pick<PartnerMessage, 'jws'>;
        /** Missing where it is about nobody. */
        about?: VoidAbout;
        /** It may have left in full before: whoever had it is recalled like anybody who was told. */
        left?: true;
      }
    >
  /** Whatever has this key waits; others' messages go on. */
  | Event<
      'PersonParked',
      {
        agencyId: AgencyId;
        key: string;
        /** Missing where the message was about nobody, or rested on no decision: the key says what waits, an agreement too. */
        person?: PersonId;
        because: ParkedBecause;
        cause: Cause;
        at: Instant;
      }
    >
  /** The agency is suspended: nothing is looked at for it, and whatever came after `since` waits. */
  | Event<'FeedPaused', { agencyId: AgencyId; since: Position; at: Instant }>
  /** It is reinstated, and has been told of what waited, as of then. */
  | Event<'FeedResumed', { agencyId: AgencyId; upTo: Position; at: Instant }>
  /** Somebody has looked at it: what waited is decided and told as of now. */
  | Event<
      'PersonUnparked',
      { agencyId: AgencyId; key: string; reason: UnparkingReason; by: AgencyId; worker: WorkerId; at: Instant }
    >;

export const feedStream = (agency: AgencyId): string => `feed-${agency}`;
