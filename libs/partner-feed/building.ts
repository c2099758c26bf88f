import { keptDecision, type KeyedHash } from '@hub/door';
import { recordedDecision, type MessageAbout, type ReleasedMessage, type WithheldAbout } from '@hub/disclosures';
import type { Claim } from '@hub/eventsourcing';
import {
  schemaPathOf,
  signedForm,
  sourceOf,
  type Placed,
  type SignDetached,
  type UnsignedMessage,
} from '@hub/partner-messages';
import type { AgencyId, PersonId, Via } from '@hub/sharing';
import type { AboutSomebody, Draft } from './draft.js';
import { decisionAbout, holdsFor, lookedAt } from './judging.js';
import { referencesOf } from './references.js';

export interface BuildingPorts {
  /** A short code: part of the `source` of every message. */
  readonly partnership: string;
  /** What the addresses of schemas begin with. */
  readonly publicUrl: string;
  readonly sign: SignDetached;
  readonly hash: KeyedHash;
  readonly eventId: (claim: Claim, index: number) => string;
}

/** A thin message has a kilobyte or so; one that is larger than this is not thin. */
export const MOST_BYTES = 4_096;

/** A message that cannot be made of what there is: whoever it is about waits until somebody has looked at it. */
export class Unbuildable extends Error {
  override readonly name = 'Unbuildable';
  constructor(
    readonly because: 'cannot-be-built' | 'too-large',
    options?: ErrorOptions,
  ) {
    super('a message cannot be built', options);
  }
}

/** By which record a partner is told of somebody. */
export const toldAs = ({ toldAs: name, judged, person }: AboutSomebody): PersonId => name ?? judged.ids.person(person);

/** What of a decision its record keeps, and until when it holds. */
export const decidedAbout = (about: AboutSomebody): WithheldAbout => {
  const { judged, person, shown, heldBack = [] } = about;
  const items = [...shown.map(({ item }) => item), ...heldBack];
  const decision = keptDecision(decisionAbout(judged, items), new Set(items.map(({ id }) => id)));
  return {
    subscriptionId: judged.subscription.id,
    person: toldAs(about),
    subjects: judged.gathered.recordsOf(person),
    decided: { request: judged.request, question: 'message', decision: recordedDecision(decision) },
    looked: lookedAt(judged.look),
    ...(heldBack.length > 0 && { heldBack: heldBack.map(({ id }) => id) }),
    holdsUntil: holdsFor(judged),
  };
};

const aboutOf = (about: AboutSomebody): MessageAbout => ({
  ...decidedAbout(about),
  items: about.shown.map(({ item: { id: item, stream, revision } }) => ({ item, stream, revision })),
});

const flowOf = (via: Via | undefined) =>
  via?.kind === 'flow' ? { agreement: via.agreement, flow: via.flow } : undefined;

const permitting = ({ about, agreementId }: Draft) => ({
  ...(about && { ...flowOf(about.shown[0]?.visible.via), purpose: about.judged.subscription.wanted.purpose }),
  ...(agreementId !== undefined && { agreement: agreementId }),
});

/** INVARIANT: a recall has nothing in common with what else came of its cause, which would tell why it was raised. */
const correlationOf = ({ id, type, metadata }: Draft['cause']): string =>
  type === 'RecallRaised' ? id : metadata.correlationId;

/** Makes messages of drafts for one partner: complete, in their places, and signed. */
export const building = ({ partnership, publicUrl, sign, hash, eventId }: BuildingPorts, agency: AgencyId) => {
  const reference = referencesOf(hash, agency);

  /**
   * INVARIANT: the same cause leads to the same id, so that nothing is told twice. Of a keyed hash: the id of a cause follows from
   * what a client calls its command, and whoever guesses that would see whose it was.
   */
  const idOf = ({ cause, type, key }: Draft, about: string, again: number): string => {
    const commandId = hash('message', JSON.stringify([cause.id, key, type, about, ...(again > 0 ? [again] : [])]));
    return eventId({ agency, commandId, requestMac: '' }, 0);
  };

  const unsignedOf = (draft: Draft, place: Placed, again: number): UnsignedMessage => {
    const { type, cause, key, time, familyId } = draft;
    const data = draft.dataOf(reference);
    const id = idOf(draft, 'reference' in data ? data.reference : `${data.recall} ${String(draft.part)}`, again);
    return {
      specversion: '1.0',
      id,
      source: sourceOf(partnership),
      type,
      subject: draft.subject ?? (draft.about ? `person/${key}` : key),
      time,
      recordedtime: cause.recordedAt,
      ...place,
      datacontenttype: 'application/json',
      dataschema: `${publicUrl}${schemaPathOf(type)}`,
      ...(familyId !== undefined && { family: `family/${reference('family', familyId)}` }),
      ...permitting(draft),
      ...(draft.readable && { dataref: `/v1/feed/messages/${id}/content` }),
      // Two partners who compare what they were told do not see that one thing led to both.
      correlationid: reference('cause', correlationOf(cause)),
      causationid: reference('cause', cause.id),
      data,
    } as UnsignedMessage;
  };

  const built = (draft: Draft, place: Placed, again: number) => {
    try {
      const message = unsignedOf(draft, place, again);
      return { message, form: signedForm(message) };
    } catch (error) {
      throw new Unbuildable('cannot-be-built', { cause: error });
    }
  };

  /** `again`: how many times the same has been told and could not be sent. */
  return (draft: Draft, place: Placed, again = 0): ReleasedMessage => {
    const { message, form } = built(draft, place, again);
    // A key that does not sign is nobody's fault in particular: it stops all.
    const jws = sign(form);
    if (Buffer.byteLength(form) + jws.length > MOST_BYTES) throw new Unbuildable('too-large');
    const { cause, key, about } = draft;
    return {
      messageId: message.id,
      sequence: place.sequence,
      key,
      message: { ...message, jws },
      cause: { eventId: cause.id, position: cause.position },
      ...(about && { about: aboutOf(about) }),
    };
  };
};

export type Build = ReturnType<typeof building>;
