import type { Event } from '@hub/eventsourcing';
import type {
  AgencyId,
  Confidential,
  Decision,
  FamilyId,
  Instant,
  ItemId,
  LawfulBasis,
  PersonId,
  Purpose,
  Request,
  RoleCode,
  WorkerId,
} from '@hub/sharing';
import type { RecordedDecision } from './recorded-decision.js';

/** Who did it, on whose behalf, and why: on every entry of the trail. */
export interface Asked {
  readonly requestId: string;
  readonly agencyId: AgencyId;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly purpose?: Purpose;
  readonly at: Instant;
  /** Of the subjects' ids those that who asked knows or was told, where they are not all: records of one person have many. */
  readonly knownAs?: readonly PersonId[];
}

/**
 * A request and what was decided, complete: enough to decide again from the same revisions and policy version.
 * The decision's heads name the streams that were read. Never a value of personal data.
 */
export interface DecidedRequest {
  readonly request: Request;
  readonly question:
    'family-view' | 'chronology' | 'person-view' | 'case-note' | 'search' | 'caseload' | 'consents' | 'message';
  readonly familyId?: FamilyId;
  readonly decision: Decision;
  /** The words of a typed ground. */
  readonly groundWords?: Confidential;
  /** The enquiry's or referral's reference; never required. */
  readonly groundReference?: Confidential;
}

/** Questions in which whoever asks names a person, so that they may be told again whom they named. */
export const NAMES_A_PERSON: readonly DecidedRequest['question'][] = ['person-view', 'consents'];

/**
 * Whether a note was asked for that is none to the agency that asked: it learns of nobody by it. An entry keeps why; what is
 * read of it is read of a note that does not exist, or the trail would tell that there is one.
 */
export const isUnknownNote = (data: {
  readonly question: DecidedRequest['question'];
  readonly subjects: readonly PersonId[];
  readonly knownAs?: readonly PersonId[];
}): boolean => data.question === 'case-note' && (data.knownAs ?? data.subjects).length === 0;

/** The same as an entry keeps it. */
export interface RecordedRequest extends Omit<DecidedRequest, 'decision'> {
  readonly decision: RecordedDecision;
}

/** Stream `disclosure-<request id>`, one per answered request: the trail. Field names and codes, never values. */
export type DisclosureEvent =
  /** Written before the first byte leaves: it may have left. */
  | Event<
      'DisclosureMade',
      Asked &
        RecordedRequest & {
          subjects: readonly PersonId[];
          items: readonly { readonly item: ItemId; readonly revision: number; readonly fields: readonly string[] }[];
        }
    >
  | Event<'DisclosureDenied', Asked & RecordedRequest & { subjects: readonly PersonId[] }>
  /** The facts moved between decision and answer: what was recorded was not sent. */
  | Event<'DisclosureVoided', Asked & { subjects: readonly PersonId[]; because: 'facts-moved' | 'not-answered' }>
  /** Fields used, keyed hashes of what was searched for, and everybody who was considered, those withheld included. */
  | Event<
      'SearchMade',
      Asked & {
        fields: readonly string[];
        valueHashes: readonly string[];
        candidates: readonly {
          readonly personId: PersonId;
          readonly shown: boolean;
          readonly reasons: readonly string[];
        }[];
        subjects: readonly PersonId[];
        decisions: readonly RecordedRequest[];
      }
    >
  /** An own list was read (caseload, work list). */
  | Event<'CaseloadRead', Asked & { subjects: readonly PersonId[] }>
  /** Somebody read the trail, explained or replayed a decision. */
  | Event<
      'TrailRead',
      Asked & {
        question: 'trail' | 'export' | 'explain' | 'replay' | 'agreement' | 'matches' | 'recalls';
        filter: Readonly<Record<string, string>>;
        subjects: readonly PersonId[];
      }
    >
  /** Told by phone, in a meeting, by letter: recorded by hand. */
  | Event<
      'ManualDisclosureRecorded',
      Asked & {
        subjects: readonly PersonId[];
        recipient: { readonly agencyId: AgencyId } | { readonly outside: Confidential };
        route: 'phone' | 'meeting' | 'letter' | 'email' | 'other';
        categories: readonly string[];
        basis: LawfulBasis;
        because: Confidential;
        effectiveAt: Instant;
      }
    >
  /** A practitioner's reasoned decision not to share, to be looked at again. */
  | Event<
      'DisclosureDeclined',
      Asked & {
        subjects: readonly PersonId[];
        askedBy?: AgencyId;
        categories: readonly string[];
        because: Confidential;
        reviewOn: Instant;
      }
    >;
