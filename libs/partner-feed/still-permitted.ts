import type { MessageAbout, ReleasedMessage } from '@hub/disclosures';
import { CHOSEN_TYPES, type ChosenType, type MessageType, type PartnerMessage } from '@hub/partner-messages';
import type { Subscription } from '@hub/subscriptions';
import type { Judged, Look } from './judging.js';

/**
 * What has to show to the partner for a message to be told: what it is about, anything about the person, or nothing, where
 * it leads to nothing that may be read. What says that something is over is told also when nothing is permitted any more.
 */
const NEEDS = {
  'org.concord.note.shared.v1': 'its-items',
  'org.concord.note.superseded.v1': 'its-items',
  'org.concord.consent.granted.v1': 'its-items',
  'org.concord.consent.withdrawn.v1': 'its-items',
  'org.concord.access.granted.v1': 'anything',
  'org.concord.access.withdrawn.v1': 'nothing',
  'org.concord.family.linked.v1': 'its-items',
  'org.concord.family.unlinked.v1': 'its-items',
  'org.concord.agreement.activated.v1': 'nothing',
  'org.concord.agreement.suspended.v1': 'nothing',
  'org.concord.agreement.ended.v1': 'nothing',
  'org.concord.recall.raised.v1': 'nothing',
  'org.concord.subscription.heartbeat.v1': 'nothing',
} as const satisfies Record<MessageType, 'its-items' | 'anything' | 'nothing'>;

/** A message that goes with a permission; others are told as long as the partner is told anything. */
export type Resting = ReleasedMessage & { readonly about: MessageAbout };

export const restsOnPermission = (released: ReleasedMessage): released is Resting =>
  released.about !== undefined && NEEDS[released.message.type] !== 'nothing';

const noteIn = ({ items }: MessageAbout): { readonly noteId?: string } => {
  const [noteId] = items.flatMap(({ stream }) => /^note-(.+)$/.exec(stream)?.slice(1) ?? []);
  return noteId === undefined ? {} : { noteId };
};

/** What has to be looked at to decide afresh about a message. */
export const lookAgainAt = ({ message: { type }, about }: Resting): Look => {
  const { person, items } = about;
  if (NEEDS[type] === 'anything') return { person, notes: true };
  const ids = new Set(items.map(({ item }) => item));
  return { person, ...noteIn(about), consents: type.startsWith('org.concord.consent.'), only: ({ id }) => ids.has(id) };
};

/** Whether a message may be told, as what it is about looks now. */
export const permits = (
  { decision, shown }: Pick<Judged, 'decision' | 'shown'>,
  { message, about }: Resting,
): boolean => {
  if (!decision.entitled) return false;
  if (NEEDS[message.type] === 'anything') return shown.length > 0;
  const ids = new Set(shown.map(({ item }) => item.id));
  return about.items.every(({ item }) => ids.has(item));
};

const isChosen = (type: MessageType): type is ChosenType => (CHOSEN_TYPES as readonly MessageType[]).includes(type);

/** Whether a subscription that has replaced the one under which a message was released asks for such messages. */
export const isWanted = ({ wanted }: Pick<Subscription, 'wanted'>, message: PartnerMessage): boolean => {
  if (isChosen(message.type) && !wanted.types.includes(message.type)) return false;
  const category = 'data' in message && 'category' in message.data ? message.data.category : undefined;
  return category === undefined || wanted.categories.some((one) => one === category);
};
