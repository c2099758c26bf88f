import type { AgencyId, Instant, WorkerId } from '@hub/sharing';
import type { Capacity, Terms } from './events.js';

/** Who signed a version for a party, in what capacity, and when. */
export interface Signature {
  readonly agencyId: AgencyId;
  readonly signatory: WorkerId;
  readonly capacity: Capacity;
  readonly at: Instant;
}

/** One version of an agreement, from its draft to its last signature. */
export interface Version {
  readonly number: number;
  readonly terms: Terms;
  readonly proposed: boolean;
  /** What the version still lacked when it was proposed. */
  readonly gaps: readonly string[];
  readonly signatures: readonly Signature[];
  /** The date of the terms, until a review sets another. */
  readonly reviewOn?: Instant;
}

/** An agreement with all its versions, the oldest first. */
export interface Agreement {
  readonly id: string;
  readonly draftedBy: AgencyId;
  readonly versions: readonly [Version, ...Version[]];
  /** Parties that have suspended it and not resumed. */
  readonly suspendedBy: readonly AgencyId[];
  readonly ended: boolean;
}

/** All agreements by their id, in the order in which they were drafted. */
export type Agreements = ReadonlyMap<string, Agreement>;

/** The version that was drafted last, whatever became of it. */
export const newestOf = ({ versions }: Agreement): Version => versions.at(-1) ?? versions[0];

/** When a version begins to bind: at its start or its last signature, whichever is later; not while one is missing. */
export const bindsFrom = ({ terms, signatures }: Version): Instant | undefined => {
  const signed = terms.parties.every((party) => signatures.some(({ agencyId }) => agencyId === party));
  return signed ? [terms.startsOn, ...signatures.map(({ at }) => at)].sort().at(-1) : undefined;
};

/** The newest version that binds by then. The one before it never comes back, even when this one runs out. */
export const boundAt = ({ versions }: Agreement, at: Instant): Version | undefined =>
  versions.findLast((version) => {
    const from = bindsFrom(version);
    return from !== undefined && from <= at;
  });

/** Who shares under an agreement, or is about to: the parties of the version that binds, and of every later one. */
export const concernedBy = (agreement: Agreement, at: Instant): ReadonlySet<AgencyId> => {
  const from = boundAt(agreement, at)?.number ?? 0;
  return new Set(agreement.versions.filter(({ number }) => number >= from).flatMap(({ terms }) => terms.parties));
};

/** Whose agreement it is: the parties that are bound; before anybody is, those invited and whoever drafted it. */
export const belongsTo = (agreement: Agreement, agencyId: AgencyId, at: Instant): boolean => {
  const bound = boundAt(agreement, at);
  if (bound) return bound.terms.parties.includes(agencyId);
  return agreement.draftedBy === agencyId || newestOf(agreement).terms.parties.includes(agencyId);
};
