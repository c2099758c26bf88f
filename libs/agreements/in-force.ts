import type { AgreementFacts, Instant } from '@hub/sharing';
import { bindsFrom, boundAt, newestOf, type Agreement, type Agreements, type Version } from './versions.js';

export type AgreementStatus = 'draft' | 'in-signature' | 'signed' | 'in-force' | 'expired' | 'suspended' | 'ended';

const isOpen = ({ ended, suspendedBy }: Agreement): boolean => !ended && suspendedBy.length === 0;

const hasRunOut = ({ terms }: Version, at: Instant): boolean => terms.endsOn !== undefined && terms.endsOn <= at;

/**
 * The version in force at an instant, the agreement standing as it does now: the newest that all of its own parties
 * have signed and whose start has come. None once that one has run out, or while the agreement is suspended or ended.
 */
export const inForceAt = (agreement: Agreement, at: Instant): Version | undefined => {
  const bound = boundAt(agreement, at);
  return bound && isOpen(agreement) && !hasRunOut(bound, at) ? bound : undefined;
};

/** Binds until its own end, or until a newer version does, whichever comes first. */
const bindsUntil = ({ versions }: Agreement, { number, terms }: Version): Instant | undefined => {
  const successors = versions.filter((other) => other.number > number).map(bindsFrom);
  return [terms.endsOn, ...successors].filter((instant) => instant !== undefined).sort()[0];
};

const factsOf = (agreement: Agreement, version: Version): readonly AgreementFacts[] => {
  const [from, until] = [bindsFrom(version), bindsUntil(agreement, version)];
  if (from === undefined) return [];
  const { parties, flows } = version.terms;
  return [
    {
      id: agreement.id,
      version: version.number,
      parties,
      status: isOpen(agreement) ? 'in-force' : 'not-in-force',
      period: until === undefined ? { from } : { from, until },
      flows,
    },
  ];
};

/**
 * What a decision may know about the agreements: every version that all have signed, with the period in which it is
 * the one that binds: an empty one where it was signed after its end, or after a newer one. The periods of one
 * agreement never overlap. With `at`: only those that bind at that instant.
 */
export const agreementFacts = (agreements: Agreements, at?: Instant): readonly AgreementFacts[] =>
  [...agreements.values()]
    .flatMap((agreement) => agreement.versions.flatMap((version) => factsOf(agreement, version)))
    .filter(
      ({ period }) => at === undefined || (period.from <= at && (period.until === undefined || at < period.until)),
    );

/** Where an agreement stands, for its register. */
export const agreementStatus = (agreement: Agreement, at: Instant): AgreementStatus => {
  if (agreement.ended) return 'ended';
  if (agreement.suspendedBy.length > 0) return 'suspended';
  if (inForceAt(agreement, at)) return 'in-force';
  if (boundAt(agreement, at)) return 'expired';
  const newest = newestOf(agreement);
  if (bindsFrom(newest) !== undefined) return 'signed';
  return newest.proposed ? 'in-signature' : 'draft';
};

/** The review date has passed. That ends nothing: sharing goes on, and somebody is told. */
export const reviewOverdue = (agreement: Agreement, at: Instant): boolean => {
  const { reviewOn } = boundAt(agreement, at) ?? newestOf(agreement);
  return !agreement.ended && reviewOn !== undefined && reviewOn <= at;
};
