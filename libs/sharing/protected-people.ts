import type { Facts, Instant, PersonFacts, PersonId } from './language.js';
import { inPeriod } from './policy/v1/index.js';

const isProtected = (person: PersonFacts, at: Instant): boolean =>
  person.restrictions.some(({ kind, period }) => kind === 'protected-address' && inPeriod(period, at));

/** Whoever has a protected address at an instant, and everybody who shares a household with one, in order of id. */
export const protectedPeople = (facts: Pick<Facts, 'people'>, at: Instant): readonly PersonId[] => {
  const known = new Set(facts.people.map(({ id }) => id));
  const hidden = new Set(facts.people.filter((person) => isProtected(person, at)).map(({ id }) => id));
  const reached = facts.people.filter(
    ({ id, household }) => hidden.has(id) || household.some((member) => hidden.has(member) || !known.has(member)),
  );
  return reached.map(({ id }) => id).sort();
};
