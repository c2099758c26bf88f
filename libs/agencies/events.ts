import type { Event } from '@hub/eventsourcing';
import type { AgencyId, RoleCode, Sector } from '@hub/sharing';

/** Why an agency is suspended: a code, because words would stand in the log for ever, and may be about somebody. */
export const SUSPENSION_REASONS = ['breach', 'under-review', 'leaving', 'other'] as const;
/** Why it is reinstated. */
export const REINSTATEMENT_REASONS = ['put-right', 'reviewed', 'in-error', 'other'] as const;
export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];
export type ReinstatementReason = (typeof REINSTATEMENT_REASONS)[number];

/** What a role may do besides working with families. */
export type RoleFunction =
  | 'practitioner'
  /** Audits the trail, explains and replays decisions. */
  | 'information-governance'
  /** Confirms, rejects and undoes matches of people. */
  | 'steward'
  /** Registers agencies and signs agreements for its agency. */
  | 'administrator'
  /** Fetches what the agency is told, about whomever: for systems, and for nobody's eyes as such. */
  | 'system';

export interface Role {
  readonly code: RoleCode;
  readonly title: string;
  /** `agency`: whoever the agency is involved with. `caseload`: people whom the worker is recorded as working with. */
  readonly reach: 'agency' | 'caseload';
  readonly functions: readonly RoleFunction[];
}

/** A system that may call the hub. An id means something with its issuer alone: two may give the same one (RFC 9068). */
export interface Client {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  readonly clientId: string;
}

/** Stream `register`. */
export type AgencyEvent =
  | Event<'AgencyRegistered', { agencyId: AgencyId; name: string; sector: Sector; powers: readonly string[] }>
  | Event<'AgencyRoleRegistered', { agencyId: AgencyId; role: Role }>
  | Event<'AgencyRoleRemoved', { agencyId: AgencyId; role: RoleCode }>
  /** A system of the agency that may call the hub: whoever presents this client's tokens acts for the agency. */
  | Event<'AgencyClientRegistered', { agencyId: AgencyId } & Client>
  | Event<'AgencyClientRemoved', { agencyId: AgencyId } & Client>
  | Event<'AgencyPowersChanged', { agencyId: AgencyId; powers: readonly string[] }>
  | Event<'AgencySuspended', { agencyId: AgencyId; reason: SuspensionReason }>
  | Event<'AgencyReinstated', { agencyId: AgencyId; reason: ReinstatementReason }>;
