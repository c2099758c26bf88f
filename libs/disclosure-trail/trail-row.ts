import type {
  AgencyId,
  FamilyId,
  Instant,
  ItemId,
  LawfulBasis,
  Outcome,
  PersonId,
  Purpose,
  RoleCode,
  WorkerId,
} from '@hub/sharing';

/** Kinds of entry in the trail. */
export const TRAIL_KINDS = [
  'disclosure',
  'denial',
  'void',
  'search',
  'caseload',
  'trail-read',
  'manual',
  'declined',
  'message',
  'recall',
  'recall-acknowledged',
] as const;
export type TrailKind = (typeof TRAIL_KINDS)[number];

/** A flow that something left under, with its two ends. */
export interface TrailFlow {
  readonly agreement: string;
  readonly version: number;
  readonly flow: number;
  readonly from: AgencyId;
  readonly to: AgencyId;
}

/** One item that left, or may have left. */
export interface TrailItem {
  readonly item: ItemId;
  readonly revision: number;
  /** Names of the fields that it showed; never a value. */
  readonly fields: readonly string[];
  readonly flows: readonly TrailFlow[];
  readonly basis?: LawfulBasis;
}

/** One entry of the trail. Ids, codes and field names only. */
export interface TrailRow {
  /** Id of the event. */
  readonly id: string;
  readonly disclosureId: string;
  readonly kind: TrailKind;
  readonly recordedAt: Instant;
  /** When it was asked, or, where recorded by hand, when it took place. */
  readonly at: Instant;
  /** The agency that asked: the recipient. Where recorded by hand, the agency that told. */
  readonly agency: AgencyId;
  /** Another agency that something was told to, or that had asked. */
  readonly otherAgency?: AgencyId;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly purpose?: Purpose;
  readonly question?: string;
  readonly familyId?: FamilyId;
  readonly outcome?: Outcome;
  readonly subjects: readonly PersonId[];
  /** Those of the subjects' ids that the agency knows; missing: all. Goes into no answer. */
  readonly knownAs?: readonly PersonId[];
  readonly items: readonly TrailItem[];
  /** Lawful bases, of the items or as recorded by hand. */
  readonly bases: readonly LawfulBasis[];
  /** Whose officers may read the entry: the agency that asked or told, that was told, and those that items left. */
  readonly parties: readonly AgencyId[];
  /** Codes of the decision's reasons. */
  readonly reasons: readonly string[];
  /** Obligations that it left. */
  readonly obligations: readonly string[];
  readonly policy?: string;
  /** An override was used. */
  readonly override?: string;
  /** When a decision not to share is looked at again. */
  readonly reviewOn?: Instant;
  /** What was searched by, how the trail was filtered, or what was told by hand: names, never values. */
  readonly fields: readonly string[];
}
