/** UTC, ISO 8601 with milliseconds and `Z`; compares as text. */
export type Instant = string;
export type AgencyId = string;
export type WorkerId = string;
export type RoleCode = string;
export type PersonId = string;
export type FamilyId = string;
export type ItemId = string;

/** From the first instant up to, and not including, the second; open where `until` is missing. */
export interface Period {
  readonly from: Instant;
  readonly until?: Instant;
}

/** Personal content: in clear on its way in, sealed in the log. Readable while one of its subjects' keys lives. */
export type Confidential<T = string> = { readonly subjects: readonly PersonId[] } & (
  { readonly clear: T } | { readonly sealed: Sealed }
);

/** AES-256-GCM under a data key of its own, which is wrapped once per subject. Base64url. */
export interface Sealed {
  readonly iv: string;
  readonly box: string;
  readonly keys: Readonly<Record<PersonId, string>>;
}
