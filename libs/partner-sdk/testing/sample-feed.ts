import {
  CHOSEN_TYPES,
  exampleOf,
  HEARTBEAT,
  MESSAGE_TYPES,
  RECALL_RAISED,
  signed,
  wireForm,
  type MessageType,
  type PartnerMessage,
  type SignDetached,
  type UnsignedMessage,
} from '@hub/partner-messages';
import { testKey } from '@hub/partner-messages/testing';
import { fixedKeys, type Keys, type KeySet } from '../keys.js';

/** What a message of the feed is like, where it is not as usual. */
export interface Wanted {
  readonly type?: string;
  readonly subject?: string;
  readonly data?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A hub as far as a partner sees it: messages in their places, signed with a key of this test. */
export interface SampleFeed {
  readonly keys: Keys;
  readonly keySet: KeySet;
  /** The next message; its text as it leaves. */
  next(wanted?: Wanted): string;
  recall(references: readonly string[], subject?: string, more?: object): string;
  /** The void form of what was made before, in its place. */
  voidOf(text: string): string;
  /** What was made before, as a replay tells it. */
  replayed(text: string, replay: string): string;
  heartbeat(): string;
  /** How many messages have a place by now. */
  last(): number;
}

export const messageIn = (text: string): PartnerMessage => JSON.parse(text) as PartnerMessage;

/** Which attributes a void form keeps. */
const KEPT = [
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'recordedtime', 'correlationid', 'causationid'],
  ...['sequence', 'previous'],
];

const textOf = (message: object, sign: SignDetached): string => wireForm(signed(message as UnsignedMessage, sign));

export const sampleFeed = (kid = 'test-key', { sign, jwk } = testKey(kid)): SampleFeed => {
  const lastOf = new Map<string, number>();
  let sequence = 0;
  const next = ({ type = CHOSEN_TYPES[0], subject = 'person/a', data, more = {} }: Wanted = {}): string => {
    sequence += 1;
    const example = exampleOf((type in MESSAGE_TYPES ? type : CHOSEN_TYPES[0]) as MessageType);
    const message = {
      ...example,
      ...{ id: `m-${sequence}`, type, subject, sequence, previous: lastOf.get(subject) ?? 0 },
      dataref: `/v1/feed/messages/m-${sequence}/content`,
      ...(data === undefined ? {} : { data }),
      ...more,
    };
    lastOf.set(subject, sequence);
    return textOf(message, sign);
  };
  const keySet = { keys: [jwk] };
  return {
    keys: fixedKeys(keySet),
    keySet,
    next,
    recall: (references, subject, more) =>
      next({
        type: RECALL_RAISED,
        ...(subject === undefined ? {} : { subject }),
        data: {
          ...{ recall: `r-${sequence + 1}`, references, obligation: 'stop-using', due: '2026-07-14T09:12:00.000Z' },
          ...more,
        },
      }),
    voidOf: (text) => {
      const kept = Object.entries(messageIn(text)).filter(([name]) => KEPT.includes(name));
      return textOf({ ...Object.fromEntries(kept), void: true }, sign);
    },
    replayed: (text, replay) => textOf({ ...messageIn(text), replay }, sign),
    heartbeat: () => textOf({ ...exampleOf(HEARTBEAT), data: { lastsequence: sequence } }, sign),
    last: () => sequence,
  };
};
