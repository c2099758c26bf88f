import { orderedPair, type MatchReason } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { blockingKeysOf } from './blocking.js';
import { compare } from './compare.js';
import { confidenceOf, PROPOSE_FROM } from './confidence.js';
import type { PersonRecord } from './identity.js';

/** Two records that may be of one person, for a steward to decide. */
export interface Proposal {
  readonly people: readonly [PersonId, PersonId];
  readonly reasons: readonly MatchReason[];
  readonly confidence: number;
}

/** What is to be said of two records: nothing when one agency has both, and deals with its own duplicates. */
export const proposalOf = (one: PersonRecord, other: PersonRecord): Proposal | undefined => {
  if (one.agency === other.agency || one.personId === other.personId) return undefined;
  const reasons = compare(one.identity, other.identity);
  return { people: orderedPair(one.personId, other.personId), reasons, confidence: confidenceOf(reasons) };
};

const surest = (one: Proposal, other: Proposal): number =>
  other.confidence - one.confidence || (one.people.join('|') < other.people.join('|') ? -1 : 1);

/** Finds the records that share a blocking key with this one, itself among them. */
const candidatesIn = (records: readonly PersonRecord[]) => {
  const byKey = new Map<string, PersonRecord[]>();
  for (const record of records)
    for (const key of blockingKeysOf(record.identity)) {
      const sharers = byKey.get(key);
      if (sharers) sharers.push(record);
      else byKey.set(key, [record]);
    }
  return ({ identity }: PersonRecord): ReadonlySet<PersonRecord> =>
    new Set(blockingKeysOf(identity).flatMap((key) => byKey.get(key) ?? []));
};

/** The pairs of records of different agencies that are at least so likely to be of one person, the surest first. */
export const proposalsAmong = (records: readonly PersonRecord[], from = PROPOSE_FROM): readonly Proposal[] => {
  const candidates = candidatesIn(records);
  return records
    .flatMap((one) =>
      [...candidates(one)].filter((other) => one.personId < other.personId).map((other) => proposalOf(one, other)),
    )
    .filter((proposal) => proposal !== undefined)
    .filter(({ confidence }) => confidence >= from)
    .sort(surest);
};
