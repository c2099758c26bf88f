import type { MessageType } from '@hub/partner-messages';
import type { FamilyId, PersonId } from '@hub/sharing';
import type { AnyEvent, Of } from './any-event.js';
import type { Concern } from './concern.js';
import { recalledPerson } from './recalls.js';

/** What is published of one kind of event: nothing, and why; or what it may lead to, and what has to be looked at. */
export type Entry<T extends AnyEvent['type']> =
  | { readonly silent: string }
  | { readonly leadsTo: readonly MessageType[]; readonly concerns: (event: Of<T>) => readonly Concern[] };

const NOTES = ['org.concord.note.shared.v1', 'org.concord.note.superseded.v1'] as const satisfies MessageType[];
const ACCESS = ['org.concord.access.granted.v1', 'org.concord.access.withdrawn.v1'] as const satisfies MessageType[];
const CONSENT_GIVEN = 'org.concord.consent.granted.v1' satisfies MessageType;
const CONSENT_GONE = 'org.concord.consent.withdrawn.v1' satisfies MessageType;
const LINKED = 'org.concord.family.linked.v1' satisfies MessageType;
const UNLINKED = 'org.concord.family.unlinked.v1' satisfies MessageType;
const ACTIVATED = 'org.concord.agreement.activated.v1' satisfies MessageType;
const SUSPENDED = 'org.concord.agreement.suspended.v1' satisfies MessageType;
const ENDED = 'org.concord.agreement.ended.v1' satisfies MessageType;
const RECALLED = 'org.concord.recall.raised.v1' satisfies MessageType;

/** Whatever shows, or does not show any more, because of it. */
const VISIBLE: readonly MessageType[] = ['org.concord.note.shared.v1', ...ACCESS];

const GONE_BY = [CONSENT_GONE, UNLINKED, RECALLED, SUSPENDED, ENDED] as const;
const WHATEVER_WAITS: readonly MessageType[] = [...NOTES, ...ACCESS, CONSENT_GIVEN, LINKED, ACTIVATED, ...GONE_BY];

const silent = (because: string) => ({ silent: because });

const FOR_EVERYBODY = silent('what opens or closes for everybody is told of the agreement, not of each person');
const NO_EFFECT_YET = silent('nothing follows from it until every party has signed');
const ABOUT_A_WORKER = silent('it is about a worker, and no message is decided for one');
const NO_OVERRIDE = silent('a message never rests on emergency access');
const OF_THE_TRAIL = silent('it is the record of what was told');
const OF_THE_FEED = silent('it is the feed itself');
const FROM_HERE_ON = silent('messages concern what happens while a subscription is active, not that it is');
const STEWARDS_ONLY = silent('whether two records may be of one person is for stewards');

type About<D> = { readonly data: Readonly<D> };
type Concerning<D> = (event: About<D>) => readonly Concern[];

const leads = <D>(leadsTo: readonly MessageType[], concerns: Concerning<D>) => ({ leadsTo, concerns });

const OF_PERSON = leads<{ personId: PersonId }>(VISIBLE, ({ data }) => [{ kind: 'people', people: [data.personId] }]);
const OF_HOUSEHOLD = leads<{ personId: PersonId }>(VISIBLE, ({ data }) => [
  { kind: 'household', person: data.personId },
]);
const OF_PAIR = leads<{ people: readonly PersonId[] }>(VISIBLE, ({ data }) => [
  { kind: 'people', people: data.people },
]);
const OF_NOTE = leads<{ noteId: string }>([...NOTES, ...ACCESS], ({ data }) => [{ kind: 'note', noteId: data.noteId }]);

const ofConsent = (type: MessageType) =>
  leads<{ subject: PersonId }>([type, ...VISIBLE], ({ data: { subject } }) => [
    { kind: 'consents', subject },
    { kind: 'people', people: [subject] },
  ]);

const ofMember = (type: MessageType) =>
  leads<{ familyId: FamilyId; personId: PersonId }>([type, ...VISIBLE], ({ data: { familyId, personId } }) => [
    { kind: 'member', familyId, person: personId },
    { kind: 'household', person: personId },
  ]);

const ofAgreement = (type: MessageType) =>
  leads<{ agreementId: string }>([type], ({ data: { agreementId } }) => [{ kind: 'agreement', agreementId }]);

/**
 * What partners may be told of, event by event. A new kind of event does not compile until somebody has decided here.
 */
export const PUBLICATION = {
  AgencyRegistered: FOR_EVERYBODY,
  AgencyRoleRegistered: FOR_EVERYBODY,
  AgencyRoleRemoved: FOR_EVERYBODY,
  AgencyClientRegistered: FOR_EVERYBODY,
  AgencyClientRemoved: FOR_EVERYBODY,
  AgencyPowersChanged: FOR_EVERYBODY,
  AgencySuspended: FOR_EVERYBODY,
  AgencyReinstated: {
    leadsTo: WHATEVER_WAITS,
    concerns: ({ data: { agencyId: agency } }) => [{ kind: 'reinstated', agency }],
  },

  AgreementDrafted: NO_EFFECT_YET,
  AgreementAmended: NO_EFFECT_YET,
  AgreementProposed: NO_EFFECT_YET,
  AgreementReviewed: silent('a review date ends nothing'),
  AgreementSigned: ofAgreement(ACTIVATED),
  AgreementSuspended: ofAgreement(SUSPENDED),
  AgreementResumed: ofAgreement(ACTIVATED),
  AgreementEnded: ofAgreement(ENDED),

  PersonRegistered: silent('nobody else deals with them yet'),
  PersonNameCorrected: OF_PERSON,
  DateOfBirthCorrected: OF_PERSON,
  IdentifierRecorded: OF_PERSON,
  AddressRecorded: OF_PERSON,
  AddressEnded: OF_PERSON,
  ParentalResponsibilityRecorded: OF_PERSON,
  ParentalResponsibilityEnded: OF_PERSON,
  ParentalResponsibilityDisputed: OF_PERSON,
  ParentalResponsibilityDisputeResolved: OF_PERSON,
  CompetenceAssessed: OF_PERSON,
  RestrictionImposed: OF_HOUSEHOLD,
  RestrictionLifted: OF_HOUSEHOLD,
  InvolvementRecorded: OF_PERSON,
  InvolvementEnded: OF_PERSON,
  PersonLocationReviewed: OF_PERSON,
  ConflictOfInterestRecorded: ABOUT_A_WORKER,
  ConflictOfInterestCleared: ABOUT_A_WORKER,
  HarmFindingRecorded: OF_PERSON,
  HarmFindingClosed: OF_PERSON,
  PersonLinked: {
    leadsTo: VISIBLE,
    concerns: ({ data: { personId, other } }) => [{ kind: 'people', people: [personId, other] }],
  },

  MatchProposed: STEWARDS_ONLY,
  MatchConfirmed: OF_PAIR,
  MatchRejected: STEWARDS_ONLY,
  MatchUndone: OF_PAIR,

  FamilyFormed: silent('nobody is in it yet'),
  FamilyMemberJoined: ofMember(LINKED),
  FamilyMemberLeft: ofMember(UNLINKED),
  FamilyStoryTold: {
    leadsTo: VISIBLE,
    concerns: ({ data: { about, tellers } }) => [{ kind: 'people', people: [...new Set([...about, ...tellers])] }],
  },
  FamilyStoryReviewed: {
    leadsTo: VISIBLE,
    concerns: ({ data: { familyId } }) => [{ kind: 'members', familyId }],
  },

  NoteRecorded: {
    leadsTo: [...NOTES, ...ACCESS],
    concerns: ({ data: { noteId, passages } }) => [
      { kind: 'note', noteId, people: [...new Set(passages.flatMap(({ subjects }) => subjects))] },
    ],
  },
  NoteCorrected: OF_NOTE,
  NoteRestricted: OF_NOTE,
  NoteRestrictionLifted: OF_NOTE,
  NoteMarkedInError: OF_NOTE,
  NoteLocationReviewed: OF_NOTE,

  ConsentRecorded: ofConsent(CONSENT_GIVEN),
  ConsentWithdrawn: ofConsent(CONSENT_GONE),
  ConsentEnteredInError: ofConsent(CONSENT_GONE),

  OverrideOpened: NO_OVERRIDE,
  OverrideClosed: NO_OVERRIDE,
  OverrideReviewed: NO_OVERRIDE,

  DisclosureMade: OF_THE_TRAIL,
  DisclosureDenied: OF_THE_TRAIL,
  DisclosureVoided: OF_THE_TRAIL,
  SearchMade: OF_THE_TRAIL,
  CaseloadRead: OF_THE_TRAIL,
  TrailRead: OF_THE_TRAIL,
  ManualDisclosureRecorded: OF_THE_TRAIL,
  DisclosureDeclined: OF_THE_TRAIL,

  MessagesReleased: OF_THE_FEED,
  MessageWithheld: OF_THE_FEED,
  MessageVoided: OF_THE_FEED,
  FeedPaused: OF_THE_FEED,
  FeedResumed: OF_THE_FEED,
  PersonParked: OF_THE_FEED,
  PersonUnparked: {
    leadsTo: WHATEVER_WAITS,
    concerns: ({ data: { agencyId: agency, key } }) => [{ kind: 'waiting', agency, key }],
  },

  FeedReplayMade: silent('it tells once more what was told, to whoever asks for it'),

  RecallRaised: {
    leadsTo: [RECALLED],
    concerns: ({ data }) => [{ kind: 'recall', agency: data.agencyId, person: recalledPerson(data) }],
  },
  RecallAcknowledged: silent('whoever acknowledged it knows'),

  SubscriptionRequested: FROM_HERE_ON,
  SubscriptionApproved: FROM_HERE_ON,
  SubscriptionRefused: FROM_HERE_ON,
  SubscriptionEnded: FROM_HERE_ON,
} satisfies { readonly [T in AnyEvent['type']]: Entry<T> };

/** What an event asks to be looked at; nothing for one that is silent, or of a later version of the hub. */
export const concernsOf = (event: Of<AnyEvent['type']>): readonly Concern[] => {
  const entry = (PUBLICATION as Readonly<Record<string, Entry<never>>>)[event.type];
  return entry && 'concerns' in entry ? entry.concerns(event as never) : [];
};
