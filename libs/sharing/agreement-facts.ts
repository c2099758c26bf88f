import type { AgencyId, Period, RoleCode } from './basics.js';
import type { Category, Label, ObligationCode, Purpose, Sector } from './codes.js';

export interface RoleFacts {
  readonly code: RoleCode;
  /** `agency`: whoever the agency is involved with. `caseload`: only people whom the worker is recorded as working with. */
  readonly reach: 'agency' | 'caseload';
}

export interface AgencyFacts {
  readonly id: AgencyId;
  readonly sector: Sector;
  readonly status: 'active' | 'suspended';
  readonly roles: readonly RoleFacts[];
  /** Statutory gateways that the agency may rely on, for example `ca1989-s47`. */
  readonly powers: readonly string[];
}

export interface LawfulBasis {
  /** UK GDPR Article 6(1), the letter. */
  readonly article6: 'a' | 'b' | 'c' | 'd' | 'e' | 'f';
  /** UK GDPR Article 9(2), the letter, where special category data flows. */
  readonly article9?: string;
  /** DPA 2018 Schedule 1, the paragraph. */
  readonly schedule1?: string;
  /** The statutory gateway, for example `ca2004-s11`. */
  readonly gateway?: string;
}

/** A named scheme that a flow belongs to (Operation Encompass, MARAC, CP-IS …). Data: no rule knows any of them. */
export interface Scheme {
  readonly code: string;
  readonly sentence: string;
  /** The scheme itself is the ground, so that the request need not state one. */
  readonly isGround: boolean;
  readonly obligations: readonly ObligationCode[];
}

/** One numbered row of an agreement's reference table: the unit that is enforced. */
export interface Flow {
  readonly number: number;
  readonly categories: readonly Category[];
  readonly from: AgencyId;
  readonly to: AgencyId;
  readonly roles: readonly RoleCode[];
  readonly purposes: readonly Purpose[];
  /** `duty`: safeguarding duty. `public-task`. `consent`: consent is the basis. */
  readonly route: 'duty' | 'public-task' | 'consent';
  readonly basis: LawfulBasis;
  /** On the public-task route: consent is needed as well, as the waiver of a duty of confidence. */
  readonly consentRequired: boolean;
  /** Sensitive labels that this flow may carry. */
  readonly labels: readonly Label[];
  /** HL7 obligation and refrain codes handed on with every item, for example `NORDSCLCD`. */
  readonly onward: readonly string[];
  /** Only the newest so many items of each category from this agency about each subject. */
  readonly mostRecent?: number;
  readonly deadline?: string;
  readonly scheme?: Scheme;
}

export interface AgreementFacts {
  readonly id: string;
  readonly version: number;
  readonly parties: readonly AgencyId[];
  /** In force: signed by all, started, neither suspended nor ended, end date not passed. */
  readonly status: 'in-force' | 'not-in-force';
  /** The start and the end date; the status above does not take the clock into account, this does. */
  readonly period: Period;
  readonly flows: readonly Flow[];
}
