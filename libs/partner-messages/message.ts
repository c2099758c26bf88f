import type { MessageType } from './message-types.js';

/** An instant in UTC, ISO 8601 with milliseconds and a `Z`. */
type Instant = string;

/** What has come about for the thing that a message refers to. Thin: whoever wants to know what it says asks under `dataref`. */
export interface Told {
  /** The partner's own name for it, for example `note/…`; of no use to another partner. */
  readonly reference: string;
  /** From when on it is so. */
  readonly validfrom: Instant;
}

export interface NoteTold extends Told {
  readonly category: string;
}

export interface ConsentTold extends Told {
  readonly validuntil?: Instant;
}

export interface AgreementTold extends Told {
  readonly version: number;
}

/** What a partner has to do with what it was told, and until when. */
export interface RecallTold {
  /** Names the recall in the API: `POST /v1/recalls/{recall}/acknowledgements`. */
  readonly recall: string;
  /** What it is about, by the names under which the partner was told of it. */
  readonly references: readonly string[];
  readonly obligation: 'stop-using' | 'delete' | 'retain-under-statute';
  /** The statute, where something is kept under one. */
  readonly basis?: string;
  readonly due: Instant;
  /** Which of the messages of this recall it is, 1 and on, and how many there are; missing in what was sent before 1.1, which does not say. */
  readonly part?: number;
  readonly parts?: number;
}

export interface Heartbeat {
  /** The sequence of the last message before it; 0 where there was none. */
  readonly lastsequence: number;
}

interface DataOfTypes {
  readonly 'org.concord.note.shared.v1': NoteTold;
  readonly 'org.concord.note.superseded.v1': NoteTold;
  readonly 'org.concord.consent.granted.v1': ConsentTold;
  readonly 'org.concord.consent.withdrawn.v1': ConsentTold;
  readonly 'org.concord.access.granted.v1': Told;
  readonly 'org.concord.access.withdrawn.v1': Told;
  readonly 'org.concord.family.linked.v1': Told;
  readonly 'org.concord.family.unlinked.v1': Told;
  readonly 'org.concord.agreement.activated.v1': AgreementTold;
  readonly 'org.concord.agreement.suspended.v1': AgreementTold;
  readonly 'org.concord.agreement.ended.v1': AgreementTold;
  readonly 'org.concord.recall.raised.v1': RecallTold;
  readonly 'org.concord.subscription.heartbeat.v1': Heartbeat;
}

/** What a message of a type says. */
export type DataOf<T extends MessageType> = DataOfTypes[T];

/** Attributes that every message has; names are those of CloudEvents 1.0 and of `docs/partners/messages.md`. */
interface Attributes<T extends MessageType> {
  readonly specversion: '1.0';
  /** The same whenever the same is sent again; unique within `source`. */
  readonly id: string;
  /** `/<partnership>/concord`. */
  readonly source: string;
  readonly type: T;
  /** `person/<reference>`, or `agreement/<id>` where it is about nobody. */
  readonly subject: string;
  /** When it took effect, and when it was recorded. */
  readonly time: Instant;
  readonly recordedtime: Instant;
  readonly correlationid: string;
  /** The message id is made of this: what in the hub led to it. */
  readonly causationid: string;
  readonly traceparent?: string;
}

/** The place of a message among those to one partner. */
export interface Placed {
  /** 1, 2, 3 … without gaps, for each partner. */
  readonly sequence: number;
  /** The sequence of the last message with the same key; 0 where there was none. */
  readonly previous: number;
}

interface Full<T extends MessageType> extends Attributes<T> {
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  /** The partner's name of the family. */
  readonly family?: string;
  /** What permits it. */
  readonly agreement?: string;
  readonly flow?: number;
  readonly purpose?: string;
  /** Where what it is about is told, under a fresh decision. */
  readonly dataref?: string;
  readonly expirytime?: Instant;
  /** Sent again on request: the id of the replay. */
  readonly replay?: string;
  readonly data: DataOf<T>;
}

/** A message whose permission went before it was sent: its place is kept, and nothing else. */
export interface VoidMessage extends Attributes<MessageType>, Placed {
  readonly void: true;
  readonly replay?: string;
}

type Sequenced = Exclude<MessageType, 'org.concord.subscription.heartbeat.v1'>;
type OneOf<T extends MessageType> = T extends MessageType ? Full<T> : never;

/** A message before it is signed. */
export type UnsignedMessage = (OneOf<Sequenced> & Placed) | VoidMessage | Full<'org.concord.subscription.heartbeat.v1'>;

/** A message as partners get it, by Kafka and by the feed: a CloudEvents 1.0 event in structured mode. */
export type PartnerMessage = UnsignedMessage & {
  /** A detached JWS (RFC 7515, appendix F) over `signedForm` of the message; `kid` names a key of the hub's JWKS. */
  readonly jws: string;
};
