import type { Shown } from '@hub/door';
import type { DataOf, MessageType } from '@hub/partner-messages';
import type { FamilyId, Instant, Item, PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import type { Judged } from './judging.js';
import type { Reference } from './references.js';

/** What the release tells: a heartbeat stands outside the sequence. */
export type ReleasedType = Exclude<MessageType, 'org.concord.subscription.heartbeat.v1'>;

/** Somebody whom a partner is told about, and the decision by which it may be. */
export interface AboutSomebody {
  readonly judged: Judged;
  readonly person: PersonId;
  /** The record by which the partner is told of them; missing: the one by which it is told of them now. */
  readonly toldAs?: PersonId;
  /** What of them it is told of, or may go and read. */
  readonly shown: readonly Shown[];
  /** What was held back. */
  readonly heldBack?: readonly Item[];
}

/** A message that is going to be told, before it has its place. */
export interface Draft {
  readonly type: ReleasedType;
  readonly cause: CauseEvent;
  /** Messages with one key stay in order: the partner's name of the person, or the agreement. */
  readonly key: string;
  /** When it took effect. */
  readonly time: Instant;
  readonly dataOf: (reference: Reference) => DataOf<ReleasedType>;
  readonly familyId?: FamilyId;
  /** There is something to be read about it. */
  readonly readable?: boolean;
  readonly agreementId?: string;
  /** Whom it concerns, where that follows from neither `about` nor the key. */
  readonly subject?: string;
  /** Which it is of several of the same type, about the same and because of the same. */
  readonly part?: number;
  /** Missing where it is about nobody, or rests on no decision. */
  readonly about?: AboutSomebody;
}

/** Decided and not told, although the partner has to do with the person. */
export interface Withheld {
  readonly cause: CauseEvent;
  readonly withheld: AboutSomebody;
}

export type Outcome = Draft | Withheld;
