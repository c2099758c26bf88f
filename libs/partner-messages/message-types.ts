/**
 * What a partner can be told. The name says what has happened; the number counts up when a reader of the one before would be
 * misled (`docs/partners/messages.md`).
 */
export const MESSAGE_TYPES = {
  'org.concord.note.shared.v1': 'A note that this partner may read has been shared.',
  'org.concord.note.superseded.v1': 'A note that this partner was told of says something else now.',
  'org.concord.consent.granted.v1': 'A consent that names this partner has been recorded.',
  'org.concord.consent.withdrawn.v1': 'A consent that this partner was told of has been withdrawn.',
  'org.concord.access.granted.v1': 'There is something about this person that the partner may read now.',
  'org.concord.access.withdrawn.v1': 'There is nothing about this person any more that the partner may read.',
  'org.concord.family.linked.v1': 'This person has become a member of a family.',
  'org.concord.family.unlinked.v1': 'This person is no longer a member of a family.',
  'org.concord.agreement.activated.v1': 'An agreement of this partner is in force.',
  'org.concord.agreement.suspended.v1': 'An agreement of this partner is suspended.',
  'org.concord.agreement.ended.v1': 'An agreement of this partner has ended.',
  'org.concord.recall.raised.v1': 'Something that this partner was told must not be used as before.',
  'org.concord.subscription.heartbeat.v1': 'The feed is alive, and this is the last message in it.',
} as const;
export type MessageType = keyof typeof MESSAGE_TYPES;

/** A heartbeat stands outside the sequence: it says how far the sequence has come. */
export const HEARTBEAT = 'org.concord.subscription.heartbeat.v1' satisfies MessageType;
export const RECALL_RAISED = 'org.concord.recall.raised.v1' satisfies MessageType;

/** Types that a partner may choose among; recalls, agreements and heartbeats come to every partner. */
export const CHOSEN_TYPES = [
  'org.concord.note.shared.v1',
  'org.concord.note.superseded.v1',
  'org.concord.consent.granted.v1',
  'org.concord.consent.withdrawn.v1',
  'org.concord.access.granted.v1',
  'org.concord.access.withdrawn.v1',
  'org.concord.family.linked.v1',
  'org.concord.family.unlinked.v1',
] as const satisfies readonly MessageType[];
export type ChosenType = (typeof CHOSEN_TYPES)[number];
