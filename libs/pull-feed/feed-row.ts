import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { Position, Recorded } from '@hub/eventsourcing';
import type { MessageType } from '@hub/partner-messages';
import type { AgencyId, Instant } from '@hub/sharing';

/** What a message's link leads to: a note, a view of a person, or the consents about a person. */
export interface Link {
  readonly to: 'note' | 'person' | 'consents';
  readonly id: string;
}

/** A message to a partner, by its place. Ids and codes: what it says is in the log. */
export interface FeedRow {
  readonly agency: AgencyId;
  readonly sequence: number;
  readonly messageId: string;
  /** Of the event in the feed's stream that released it. */
  readonly revision: number;
  readonly position: Position;
  readonly releasedAt: Instant;
  /** Missing where it has none: it is about nobody, or void. */
  readonly link?: Link;
}

/** What may be asked under the link of a type of message. */
const LEADS_TO: Readonly<Record<MessageType, Link['to'] | undefined>> = {
  'org.concord.note.shared.v1': 'note',
  'org.concord.note.superseded.v1': 'note',
  'org.concord.consent.granted.v1': 'consents',
  'org.concord.consent.withdrawn.v1': 'consents',
  'org.concord.access.granted.v1': 'person',
  'org.concord.access.withdrawn.v1': 'person',
  'org.concord.family.linked.v1': 'person',
  'org.concord.family.unlinked.v1': 'person',
  'org.concord.agreement.activated.v1': undefined,
  'org.concord.agreement.suspended.v1': undefined,
  'org.concord.agreement.ended.v1': undefined,
  'org.concord.recall.raised.v1': undefined,
  'org.concord.subscription.heartbeat.v1': undefined,
};

const NOTE = 'note-';

/** The link of a message that carries one. */
export const linkOf = ({ message, about }: Pick<ReleasedMessage, 'message' | 'about'>): Link | undefined => {
  const to = 'dataref' in message && about ? LEADS_TO[message.type] : undefined;
  if (to === undefined || !about) return undefined;
  if (to !== 'note') return { to, id: about.person };
  const stream = about.items.find((item) => item.stream.startsWith(NOTE))?.stream;
  return stream === undefined ? undefined : { to, id: stream.slice(NOTE.length) };
};

type Of<T extends FeedEvent['type']> = Recorded<Extract<FeedEvent, { type: T }>>;

/** The messages that an event released. */
export const rowsOf = ({ revision, position, data }: Of<'MessagesReleased'>): readonly FeedRow[] =>
  data.messages.map((released) => {
    const link = linkOf(released);
    return {
      agency: data.agencyId,
      sequence: released.sequence,
      messageId: released.messageId,
      revision,
      position,
      releasedAt: data.at,
      ...(link && { link }),
    };
  });

/** Whose feed a stream is; `undefined` for any other stream. */
export const agencyOfFeed = (stream: string): AgencyId | undefined =>
  stream.startsWith(feedStream('')) ? stream.slice(feedStream('').length) : undefined;
