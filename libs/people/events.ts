import type { Event } from '@hub/eventsourcing';
import type {
  AgencyId,
  Confidential,
  FamilyId,
  HarmFinding,
  Instant,
  ItemId,
  Period,
  PersonId,
  Restriction,
  RoleCode,
  WorkerId,
} from '@hub/sharing';

export interface Name {
  readonly given: string;
  readonly family: string;
  readonly known?: string;
}

export interface Address {
  readonly lines: readonly string[];
  readonly postcode?: string;
}

/** `nhs-number` carries its check digit (modulus 11); `upn` is a pupil's unique number; `local` is the agency's own id. */
export type IdentifierScheme = 'nhs-number' | 'upn' | 'local';

type OfPerson<T extends string, D extends object> = Event<T, { personId: PersonId; agencyId: AgencyId } & D>;

/** Stream `person-<id>`. `agencyId` is the agency that recorded it: the item's source. */
export type PersonEvent =
  | OfPerson<
      'PersonRegistered',
      { name: Confidential<Name>; dateOfBirth?: Confidential; location: 'unreviewed' | 'checked' }
    >
  /** Without `location` nobody has read the name for what it reveals. */
  | OfPerson<'PersonNameCorrected', { name: Confidential<Name>; location?: 'unreviewed' | 'checked' }>
  | OfPerson<'DateOfBirthCorrected', { dateOfBirth: Confidential }>
  | OfPerson<'IdentifierRecorded', { scheme: IdentifierScheme; value: Confidential }>
  | OfPerson<'AddressRecorded', { addressId: string; address: Confidential<Address>; period: Period }>
  | OfPerson<'AddressEnded', { addressId: string; until: Instant }>
  | OfPerson<
      'ParentalResponsibilityRecorded',
      {
        holder: PersonId;
        how: 'birth' | 'marriage' | 'registration' | 'agreement' | 'order' | 'adoption' | 'other';
        from: Instant;
      }
    >
  | OfPerson<'ParentalResponsibilityEnded', { holder: PersonId; until: Instant }>
  | OfPerson<'ParentalResponsibilityDisputed', { disputeId: string; holder: PersonId; from: Instant }>
  | OfPerson<'ParentalResponsibilityDisputeResolved', { disputeId: string; until: Instant }>
  | OfPerson<
      'CompetenceAssessed',
      { findingId: string; competent: boolean; assessor: WorkerId; at: Instant; because: Confidential }
    >
  | OfPerson<'RestrictionImposed', { restriction: Restriction; because?: Confidential }>
  | OfPerson<'RestrictionLifted', { restrictionId: string; at: Instant }>
  | OfPerson<
      'InvolvementRecorded',
      {
        involvementId: string;
        workers: readonly WorkerId[];
        role?: RoleCode;
        service: Confidential;
        period: Period;
        /** It began as it was recorded: `period.from` is when that was by the clock of the hub that took it. */
        fromNowOn?: true;
        location: 'unreviewed' | 'reveals' | 'checked';
      }
    >
  | OfPerson<'InvolvementEnded', { involvementId: string; until: Instant }>
  /** Somebody has read the item, a name or an involvement, for what tells where the person is. */
  | OfPerson<'PersonLocationReviewed', { itemId: ItemId; reviewer: WorkerId; location: 'reveals' | 'checked' }>
  | OfPerson<'ConflictOfInterestRecorded', { worker: WorkerId; kind: 'declared' | 'inferred' }>
  | OfPerson<'ConflictOfInterestCleared', { worker: WorkerId }>
  | OfPerson<'HarmFindingRecorded', { finding: HarmFinding; because: Confidential }>
  | OfPerson<'HarmFindingClosed', { findingId: string }>
  /** The other record is of the same person, for as long as the match stays confirmed and the other record says so too. */
  | OfPerson<'PersonLinked', { other: PersonId; matchId: string }>;

export interface MatchReason {
  /** Which fields agree or nearly agree; never a value. */
  readonly field: 'name' | 'given-name' | 'family-name' | 'date-of-birth' | 'address' | 'nhs-number' | 'upn';
  readonly agreement: 'same' | 'near' | 'different';
}

/** Stream `match-<id>`; the id is derived from the two people. Names no agency. */
export type MatchEvent =
  | Event<
      'MatchProposed',
      { matchId: string; people: readonly [PersonId, PersonId]; reasons: readonly MatchReason[]; confidence: number }
    >
  | Event<'MatchConfirmed', { matchId: string; people: readonly [PersonId, PersonId]; steward: WorkerId }>
  | Event<'MatchRejected', { matchId: string; people: readonly [PersonId, PersonId]; steward: WorkerId }>
  /** A confirmed match taken back: from here on the two records are strangers again. */
  | Event<'MatchUndone', { matchId: string; people: readonly [PersonId, PersonId]; steward: WorkerId }>;

export type FamilyRole =
  | 'child'
  | 'mother'
  | 'father'
  | 'parent'
  | 'step-parent'
  | 'carer'
  | 'grandparent'
  | 'sibling'
  | 'other-relative'
  | 'partner'
  | 'other';

/** Stream `family-<id>`. */
export type FamilyEvent =
  | Event<'FamilyFormed', { familyId: FamilyId; agencyId: AgencyId }>
  | Event<
      'FamilyMemberJoined',
      { familyId: FamilyId; agencyId: AgencyId; personId: PersonId; role: FamilyRole; from: Instant }
    >
  | Event<'FamilyMemberLeft', { familyId: FamilyId; agencyId: AgencyId; personId: PersonId; until: Instant }>
  /** The family's own account, in their words; each telling is a further version. */
  | Event<
      'FamilyStoryTold',
      {
        familyId: FamilyId;
        agencyId: AgencyId;
        version: number;
        tellers: readonly PersonId[];
        about: readonly PersonId[];
        words: Confidential;
        effectiveAt: Instant;
      }
    >
  /** Somebody has read this version for what tells where a person is. */
  | Event<
      'FamilyStoryReviewed',
      { familyId: FamilyId; agencyId: AgencyId; version: number; reviewer: WorkerId; location: 'reveals' | 'checked' }
    >;
