import { toldIds, type KeyedHash } from '@hub/door';
import type { Asked, FactsGatherer, Gathered } from '@hub/facts';
import { decide, type Facts, type ItemOutcome, type PersonId, type Restriction } from '@hub/sharing';
import type { Telling } from './told.js';

const WITHOUT_NOTES: readonly Telling['kept']['question'][] = ['search', 'caseload', 'consents'];

const askedAgain = ({ request, question, familyId }: Telling['kept']): Asked => ({
  people: request.subjects,
  ...(familyId === undefined ? {} : { familyId }),
  ...(request.override === undefined ? {} : { override: request.override }),
  ...(question === 'consents' ? { consentsOf: request.agency } : {}),
  notes: !WITHOUT_NOTES.includes(question),
  at: request.at,
});

/** What a recorded decision rested on, and what it would have come to on other facts: never on today's permissions. */
export interface AskedAgain {
  readonly past: (telling: Telling) => Promise<Gathered>;
  /** With the same facts but for what is changed in them. */
  readonly otherwise: (telling: Telling, past: Gathered, change: (past: Gathered) => Facts) => readonly ItemOutcome[];
  /** As if a stream had ended at a revision: a link that had not been confirmed yet, say. */
  readonly before: (telling: Telling, stream: string, revision: number) => Promise<readonly ItemOutcome[]>;
}

export const askingAgain = (facts: Pick<FactsGatherer, 'gatherAt'>, hash: KeyedHash): AskedAgain => {
  const past: AskedAgain['past'] = ({ kept }) => facts.gatherAt(askedAgain(kept), kept.decision.heads);

  return {
    past,

    otherwise({ kept: { request, decision } }, gathered, change) {
      return decide(request, change(gathered), decision.policy).items;
    },

    async before(telling, stream, revision) {
      const { kept, known } = telling;
      const { request, familyId, decision } = kept;
      // Asked by the ids that the caller used: the one id of both records may be that of the other.
      const ids = toldIds({ agency: request.agency, hash }, await past(telling), known);
      const people = familyId === undefined ? ids.people(request.subjects) : [];
      const heads = { ...decision.heads, [stream]: revision };
      const gathered = await facts.gatherAt({ ...askedAgain(kept), people }, heads);
      return decide({ ...request, subjects: gathered.subjects }, gathered.facts, decision.policy).items;
    },
  };
};

/** As if the restrictions had been in force for people when it was asked. */
export const restricted = (
  past: Gathered,
  restrictions: ReadonlyMap<PersonId, readonly Restriction[]>,
): Facts['people'] => {
  const more = new Map<PersonId, Restriction[]>();
  for (const [record, added] of restrictions) {
    const id = past.canonical(record);
    more.set(id, [...(more.get(id) ?? []), ...added.map((one) => ({ ...one, period: { from: past.at } }))]);
  }
  return past.facts.people.map((one) => ({ ...one, restrictions: [...one.restrictions, ...(more.get(one.id) ?? [])] }));
};
