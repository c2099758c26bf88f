import type { AgencyEvent } from '@hub/agencies';
import type { AgreementEvent } from '@hub/agreements';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { ConsentEvent } from '@hub/consents';
import type { Recorded } from '@hub/eventsourcing';
import type { FamilyEvent, MatchEvent, PersonEvent } from '@hub/people';

type FactEvent = AgencyEvent | AgreementEvent | PersonEvent | FamilyEvent | MatchEvent | ConsentEvent | CaseNoteEvent;

/** `lawful`: whatever was told was told lawfully, and stays told; the event is about the future alone. */
type Taking = 'stop-using' | 'delete' | 'lawful';

/**
 * What an event says about what was told before it: the one place where that is settled, and the compiler asks for every
 * event that facts are made of.
 *
 * What was never so is deleted. What was so, and is not to be relied on any more, is no longer used. The end of an
 * agreement, of an involvement or of somebody's responsibility makes nothing wrong that was right.
 */
const TAKES = {
  ConsentWithdrawn: 'stop-using',
  ConsentEnteredInError: 'delete',
  ConsentRecorded: 'lawful',

  NoteCorrected: 'stop-using',
  NoteRestricted: 'stop-using',
  NoteLocationReviewed: 'stop-using',
  NoteMarkedInError: 'delete',
  NoteRecorded: 'lawful',
  NoteRestrictionLifted: 'lawful',

  RestrictionImposed: 'stop-using',
  PersonLocationReviewed: 'stop-using',
  FamilyStoryReviewed: 'stop-using',
  MatchUndone: 'delete',

  // Partners are told that an agreement has ended; what it says about retention holds.
  AgreementSuspended: 'lawful',
  AgreementEnded: 'lawful',
  AgencySuspended: 'lawful',
  AgencyRoleRemoved: 'lawful',
  AgencyClientRemoved: 'lawful',
  AgencyPowersChanged: 'lawful',
  AgencyRegistered: 'lawful',
  AgencyReinstated: 'lawful',
  AgencyRoleRegistered: 'lawful',
  AgencyClientRegistered: 'lawful',
  AgreementDrafted: 'lawful',
  AgreementAmended: 'lawful',
  AgreementProposed: 'lawful',
  AgreementSigned: 'lawful',
  AgreementReviewed: 'lawful',
  AgreementResumed: 'lawful',

  // Whoever is told what is right learns it by the next read.
  PersonRegistered: 'lawful',
  PersonNameCorrected: 'lawful',
  DateOfBirthCorrected: 'lawful',
  IdentifierRecorded: 'lawful',
  AddressRecorded: 'lawful',
  AddressEnded: 'lawful',
  ParentalResponsibilityRecorded: 'lawful',
  ParentalResponsibilityEnded: 'lawful',
  ParentalResponsibilityDisputed: 'lawful',
  ParentalResponsibilityDisputeResolved: 'lawful',
  CompetenceAssessed: 'lawful',
  RestrictionLifted: 'lawful',
  InvolvementRecorded: 'lawful',
  InvolvementEnded: 'lawful',
  ConflictOfInterestRecorded: 'lawful',
  ConflictOfInterestCleared: 'lawful',
  HarmFindingRecorded: 'lawful',
  HarmFindingClosed: 'lawful',
  PersonLinked: 'lawful',
  MatchProposed: 'lawful',
  MatchConfirmed: 'lawful',
  MatchRejected: 'lawful',
  FamilyFormed: 'lawful',
  FamilyMemberJoined: 'lawful',
  FamilyMemberLeft: 'lawful',
  FamilyStoryTold: 'lawful',
} as const satisfies Record<FactEvent['type'], Taking>;

type TakingType = { [T in FactEvent['type']]: (typeof TAKES)[T] extends 'lawful' ? never : T }[FactEvent['type']];

/** An event that takes away what earlier disclosures may have relied on. */
export type Cause = { [T in TakingType]: Recorded<Extract<FactEvent, { type: T }>> }[TakingType];

/** A review that finds nothing takes nothing away. */
const finds = ({ type, data }: Cause): boolean => {
  if (type === 'NoteLocationReviewed') return data.passages.some(({ location }) => location === 'reveals');
  if (type === 'PersonLocationReviewed' || type === 'FamilyStoryReviewed') return data.location === 'reveals';
  return true;
};

const takes = (type: string): Taking => (Object.hasOwn(TAKES, type) ? TAKES[type as keyof typeof TAKES] : 'lawful');

const isTaking = (event: Recorded): event is Cause => takes(event.type) !== 'lawful';

/** Whether earlier disclosures may have relied on what the event took away. */
export const isCause = (event: Recorded): event is Cause => isTaking(event) && finds(event);

/** What a recipient has to do, before it is asked whether it may retain anything. */
export const obligationOf = ({ type }: Cause): 'stop-using' | 'delete' => TAKES[type];
