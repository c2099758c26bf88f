import type { ReleasedMessage } from '@hub/disclosures';
import type { MessageType } from '@hub/partner-messages';
import { holdsUntil, type AgencyId, type Decision, type Facts, type Instant, type ItemOutcome } from '@hub/sharing';

/**
 * What has to be seen by the partner for a message to be told: what it is about, anything about the person, or nothing,
 * where it tells that something is over. That is told also, and above all, when nothing is permitted any more.
 */
const NEEDS = {
  'org.concord.note.shared.v1': 'its-items',
  'org.concord.note.superseded.v1': 'its-items',
  'org.concord.consent.granted.v1': 'its-items',
  'org.concord.consent.withdrawn.v1': 'nothing',
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

/** The items of which a decision lets something be read; a gap alone is not worth a message. */
export const itemsShown = ({ items }: Pick<Decision, 'items'>): readonly ItemOutcome[] =>
  items.filter(({ passages }) => passages.some(({ outcome }) => outcome === 'permit'));

/** Something of another agency's: its own records a partner has anyway. */
const isAccess = ({ passages }: ItemOutcome): boolean =>
  passages.some(({ outcome, via }) => outcome === 'permit' && via?.kind !== 'own');

/** Whether a message of a type goes with the permission to see something. */
export const needsPermission = (type: MessageType): boolean => NEEDS[type] !== 'nothing';

/** Whether a message may be told under a decision that was made about it. */
export const permits = (
  decision: Pick<Decision, 'entitled' | 'items'>,
  { message: { type }, about }: Pick<ReleasedMessage, 'message' | 'about'>,
): boolean => {
  const needs = NEEDS[type];
  if (needs === 'nothing' || about === undefined) return true;
  if (!decision.entitled) return false;
  const shown = itemsShown(decision);
  if (needs === 'anything') return shown.some(isAccess);
  const ids = new Set(shown.map(({ item }) => item));
  return about.items.every(({ item }) => ids.has(item));
};

const showsNewestAlone = (facts: Pick<Facts, 'agreements'>, agency: AgencyId): boolean =>
  facts.agreements.some(({ flows }) => flows.some(({ to, mostRecent }) => to === agency && mostRecent !== undefined));

/**
 * How long a decision about a message holds while no stream of it moves. Not at all where a flow shows the newest items
 * alone: another note changes what is shown, and moves none of them.
 */
export const messageHoldsUntil = (facts: Facts, agency: AgencyId, at: Instant): Instant =>
  showsNewestAlone(facts, agency) ? at : holdsUntil(facts, at);
