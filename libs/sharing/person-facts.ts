import type { AgencyId, Instant, Period, PersonId, RoleCode, WorkerId } from './basics.js';
import type { Category, Label, Purpose } from './codes.js';

/** Who may see what a restriction hides. Empty `purposes` means any. */
export interface Custodian {
  readonly agency: AgencyId;
  readonly roles: readonly RoleCode[];
  readonly purposes: readonly Purpose[];
}

export type RestrictionKind =
  'protected-address' | 'court-order' | 'adoption' | 'police-handling' | 'named-worker-exclusion' | 'sealed';

/** Hides items or a person. All kinds but `sealed` are hard bars (stage 1); a sealed item is a mask of stage 7. */
export interface Restriction {
  readonly id: string;
  readonly kind: RestrictionKind;
  /** Which items about the person are hidden; missing means all. Ignored for protected addresses. */
  readonly categories?: readonly Category[];
  readonly custodians: readonly Custodian[];
  /** For a named-worker exclusion: the workers from whom it hides. */
  readonly workers: readonly WorkerId[];
  /** For an adoption: only what took effect before this instant. */
  readonly before?: Instant;
  readonly period: Period;
}

export interface ParentalResponsibility {
  readonly holder: PersonId;
  readonly period: Period;
  /** Recorded disputes about this person's parental responsibility; open where `until` is missing. */
  readonly disputes: readonly Period[];
}

/** Gillick: this child understands the decision to share information. Under 16 only; at 16 competence is presumed. */
export interface CompetenceFinding {
  readonly competent: boolean;
  readonly at: Instant;
}

/** A recorded reason to deal with a person. Without `workers` it is the agency's as a whole. */
export interface Involvement {
  readonly agency: AgencyId;
  readonly workers: readonly WorkerId[];
  readonly period: Period;
}

export interface ConflictOfInterest {
  readonly worker: WorkerId;
  /** `inferred` conflicts are flagged for review and deny as declared ones do. */
  readonly kind: 'declared' | 'inferred';
}

/** Disclosure would be more detrimental to the child than not disclosing. In force until it is closed. */
export interface HarmFinding {
  readonly id: string;
  readonly categories?: readonly Category[];
  readonly recipients?: readonly AgencyId[];
  readonly reviewOn: Instant;
  readonly at: Instant;
}

export interface PersonFacts {
  readonly id: PersonId;
  /** ISO date. Missing: unknown, and then nobody is presumed to decide for themselves. */
  readonly dateOfBirth?: string;
  readonly parentalResponsibility: readonly ParentalResponsibility[];
  readonly competence: readonly CompetenceFinding[];
  readonly restrictions: readonly Restriction[];
  readonly involvements: readonly Involvement[];
  readonly conflicts: readonly ConflictOfInterest[];
  readonly harmFindings: readonly HarmFinding[];
  /** People who share a family with this person now, the person left out: what a protected address reaches. */
  readonly household: readonly PersonId[];
}

export interface ConsentScope {
  /** Missing: every category. */
  readonly categories?: readonly Category[];
  /** Agencies that may receive. Missing: every party. */
  readonly recipients?: readonly AgencyId[];
  readonly purposes: readonly Purpose[];
  readonly exceptLabels: readonly Label[];
  readonly excludedAgencies: readonly AgencyId[];
  readonly excludedWorkers: readonly WorkerId[];
}

/** A recorded permission or refusal, as it stands in the log. Those entered in error are not facts. */
export interface ConsentFacts {
  readonly id: string;
  readonly subject: PersonId;
  readonly grantor: PersonId;
  readonly capacity: 'self' | 'parental-responsibility';
  readonly decision: 'permit' | 'refuse';
  readonly scope: ConsentScope;
  readonly period: Period;
  readonly effectiveAt: Instant;
  /** A withdrawal recorded after it ends it: by the order of the log, never by the clock. */
  readonly withdrawn: boolean;
}
