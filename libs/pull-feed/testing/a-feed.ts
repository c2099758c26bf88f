import { recordedDecision, type FeedEvent, type MessageAbout, type ReleasedMessage } from '@hub/disclosures';
import type { PartnerMessage } from '@hub/partner-messages';
import type { AgencyId, Instant } from '@hub/sharing';

const cause = { eventId: 'e', position: '1' };
const request = { agency: 'school', worker: 's1', role: 'mis', action: 'message', channel: 'message' } as const;
const decision = recordedDecision({
  ...{ policy: 'v1', outcome: 'permit', entitled: true, heads: {} },
  ...{ reasons: [], gates: [], items: [], obligations: [], consents: [] },
});

const aboutOf = (person: string, items: MessageAbout['items']): MessageAbout => ({
  ...{ subscriptionId: 's1', person, subjects: [person], items, holdsUntil: '2026-06-01T00:00:00.000Z' },
  decided: {
    ...{ question: 'message', decision },
    request: { ...request, purpose: 'early-help', subjects: [person], at: '2026-06-01T00:00:00.000Z' },
  },
});

type Kind = 'note' | 'consent' | 'access' | 'agreement';
const TYPES = {
  note: 'org.concord.note.shared.v1',
  consent: 'org.concord.consent.granted.v1',
  access: 'org.concord.access.granted.v1',
  agreement: 'org.concord.agreement.ended.v1',
} as const satisfies Record<Kind, PartnerMessage['type']>;

/** The id of the message with this place in an agency's feed. */
export const messageIdOf = (agency: AgencyId, sequence: number): string => `m-${agency}-${sequence}`;

/** Whom a message is about, and what. */
export interface About {
  readonly kind: Kind;
  readonly person?: string;
  readonly note?: string;
}

const attributesOf = (agency: AgencyId, sequence: number, kind: Kind) => ({
  specversion: '1.0' as const,
  id: messageIdOf(agency, sequence),
  source: '/northshire/concord',
  type: TYPES[kind],
  subject: kind === 'agreement' ? 'agreement/a1' : 'person/reference',
  time: '2026-06-01T00:00:00.000Z',
  recordedtime: '2026-06-01T00:00:00.000Z',
  correlationid: 'c',
  causationid: cause.eventId,
  sequence,
  previous: 0,
  jws: `signature of ${sequence}`,
});

/** A message as it is released, with its place. */
export const aReleased = (agency: AgencyId, sequence: number, { kind, person = 'p1', note = 'n1' }: About) => {
  const id = messageIdOf(agency, sequence);
  const isAbout = kind !== 'agreement';
  const item = { item: `note-${note}`, stream: `note-${note}`, revision: 0 };
  return {
    messageId: id,
    sequence,
    key: person,
    message: {
      ...attributesOf(agency, sequence, kind),
      datacontenttype: 'application/json',
      dataschema: 'https://concord.invalid/schemas/message.json',
      ...(isAbout && { dataref: `/v1/feed/messages/${id}/content` }),
      data: { reference: 'reference', validfrom: '2026-06-01T00:00:00.000Z', category: 'attendance', version: 1 },
    },
    cause,
    ...(isAbout && { about: aboutOf(person, kind === 'note' ? [item] : []) }),
  } as ReleasedMessage;
};

export const released = (agency: AgencyId, at: Instant, messages: readonly ReleasedMessage[]): FeedEvent => ({
  type: 'MessagesReleased',
  data: { agencyId: agency, upTo: '1', at, messages },
});

/** The void form of a message, as it is recorded. */
export const voided = (agency: AgencyId, sequence: number, at: Instant, kind: Kind = 'note'): FeedEvent => ({
  type: 'MessageVoided',
  data: {
    agencyId: agency,
    messageId: messageIdOf(agency, sequence),
    sequence,
    because: 'permission-gone',
    at,
    message: { ...attributesOf(agency, sequence, kind), void: true },
  },
});

const withoutItems = ({ items: _, ...about }: MessageAbout): Omit<MessageAbout, 'items'> => about;

/** Something that was decided and not told. */
export const withheld = (agency: AgencyId, at: Instant): FeedEvent => ({
  type: 'MessageWithheld',
  data: { agencyId: agency, upTo: '1', at, cause, about: withoutItems(aboutOf('p1', [])) },
});
