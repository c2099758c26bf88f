import { fold, NO_STREAM, type EventStore } from '@hub/eventsourcing';
import { agency, agencyFacts, type AgencyEvent } from '@hub/agencies';
import { agreement, agreementFacts, type AgreementEvent } from '@hub/agreements';
import { override, overrideFacts, type OverrideEvent } from '@hub/overrides';
import type { Facts, OverrideFacts, PersonFacts, PersonId } from '@hub/sharing';
import type { Asked } from './asked.js';
import { mergedConsents } from './merge-consents.js';
import { mergedItem, type Canonical } from './merge-items.js';
import { mergedPerson } from './merge-people.js';
import { familiesIn, historyIn, membersOf } from './records.js';
import type { Scope } from './scope.js';
import { historyOf, remembered, type Histories } from './stream-cache.js';
import { consentsStream, overrideStream, personStream, REGISTER } from './streams.js';

/** Dates of birth that could be opened, by the record that holds them. */
export type DatesOfBirth = ReadonlyMap<PersonId, string>;

export interface Ingredients {
  readonly asked: Asked;
  readonly scope: Scope;
  readonly histories: Histories;
  readonly datesOfBirth: DatesOfBirth;
  readonly isAfter: EventStore['isAfter'];
}

const registered = remembered((history) => ({
  agencies: agencyFacts(fold(agency, historyOf<AgencyEvent>(history))),
  agreements: agreementFacts(fold(agreement, historyOf<AgreementEvent>(history))),
}));

/** Everybody's records, by the one id that they go by. */
const recordsByPerson = (
  people: Iterable<PersonId>,
  canonical: Canonical,
): ReadonlyMap<PersonId, readonly PersonId[]> => {
  const records = new Map<PersonId, PersonId[]>();
  for (const person of [...new Set(people)].sort()) {
    const id = canonical(person);
    records.set(id, [...(records.get(id) ?? []), person]);
  }
  return records;
};

const householdOf = (id: PersonId, { asked, scope: { linked }, histories }: Ingredients): readonly PersonId[] => {
  const families = familiesIn(histories).map((history) => membersOf(history, asked.at).map(linked.canonicalOf));
  return [...new Set(families.filter((members) => members.includes(id)).flat())].sort();
};

const peopleOf = (ingredients: Ingredients): readonly PersonFacts[] => {
  const { scope, histories, datesOfBirth, isAfter } = ingredients;
  const canonical = scope.linked.canonicalOf;
  const everybody = recordsByPerson([...scope.subjects, ...scope.others, ...scope.household], canonical);
  return [...everybody].flatMap(([id, people]) => {
    const records = people.map((person) => {
      const dateOfBirth = datesOfBirth.get(person);
      const history = historyIn(histories, personStream(person));
      return dateOfBirth === undefined ? { history } : { history, dateOfBirth };
    });
    return mergedPerson(id, records, householdOf(id, ingredients), { canonical, isAfter }) ?? [];
  });
};

const consentsOf = ({ scope, histories, isAfter }: Ingredients) => {
  const canonical = scope.linked.canonicalOf;
  const subjects = recordsByPerson([...scope.subjects, ...scope.others], canonical);
  return [...subjects.values()].flatMap((records) =>
    mergedConsents(
      records.map((person) => historyIn(histories, consentsStream(person))),
      canonical,
      isAfter,
    ),
  );
};

const overridesOf = ({ asked, scope, histories }: Ingredients): readonly OverrideFacts[] => {
  if (asked.override === undefined) return [];
  const history = historyOf<OverrideEvent>(historyIn(histories, overrideStream(asked.override)));
  return overrideFacts(fold(override, history)).map((facts) => ({
    ...facts,
    subjects: [...new Set(facts.subjects.map(scope.linked.canonicalOf))],
  }));
};

const headsOf = ({ scope, histories }: Ingredients): Facts['heads'] =>
  Object.fromEntries(
    [...scope.streams].sort().map((stream) => [stream, historyIn(histories, stream).at(-1)?.revision ?? NO_STREAM]),
  );

/** All that a decision may depend on, in one order whatever order it was read in. */
export const factsOf = (ingredients: Ingredients): Facts => {
  const { scope, histories } = ingredients;
  const items = scope.items.map((item) => mergedItem(item, scope.linked.canonicalOf));
  return {
    ...registered(historyIn(histories, REGISTER)),
    people: peopleOf(ingredients),
    consents: consentsOf(ingredients),
    overrides: overridesOf(ingredients),
    items: [...items].sort((a, b) => (a.id < b.id ? -1 : 1)),
    heads: headsOf(ingredients),
  };
};
