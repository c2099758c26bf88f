import { fold, type EventStore, type Recorded } from '@hub/eventsourcing';
import { person, personFacts, type PersonEvent } from '@hub/people';
import type { ParentalResponsibility, PersonFacts, PersonId } from '@hub/sharing';
import type { Canonical } from './merge-items.js';
import { historyOf, remembered, type History } from './stream-cache.js';

/** One of a person's records: its stream, and its date of birth where that could be opened. */
export interface PersonRecord {
  readonly history: History;
  readonly dateOfBirth?: string;
}

export interface Merging {
  readonly canonical: Canonical;
  readonly isAfter: EventStore['isAfter'];
}

const factsIn = remembered((history) => personFacts(historyOf<PersonEvent>(history)));

type Holding = Extract<PersonEvent, { type: 'ParentalResponsibilityRecorded' | 'ParentalResponsibilityEnded' }>;

const isHolding = (event: Recorded<PersonEvent>): event is Recorded<Holding> =>
  event.type === 'ParentalResponsibilityRecorded' || event.type === 'ParentalResponsibilityEnded';

/**
 * Who holds parental responsibility, by the order of the log over all records: whichever record says that it has ended.
 */
const holdersOf = (histories: readonly History[], { canonical, isAfter }: Merging) => {
  const events = histories
    .flatMap((history) => historyOf<PersonEvent>(history))
    .filter(isHolding)
    .sort((a, b) => (isAfter(a.position, b.position) ? 1 : -1));
  const merged = events.map((event) => ({ ...event, data: { ...event.data, holder: canonical(event.data.holder) } }));
  return fold(person, merged as readonly PersonEvent[]).holders;
};

const responsibilityOf = (
  histories: readonly History[],
  recorded: readonly ParentalResponsibility[],
  merging: Merging,
): readonly ParentalResponsibility[] =>
  holdersOf(histories, merging).map(({ holder, period }) => ({
    holder,
    period,
    disputes: recorded.filter((one) => merging.canonical(one.holder) === holder).flatMap(({ disputes }) => disputes),
  }));

/** Records that disagree leave it unknown: no rule may lean on a date that somebody says is wrong. */
const agreedDate = (records: readonly PersonRecord[]): string | undefined => {
  const dates = new Set(records.flatMap(({ dateOfBirth }) => dateOfBirth ?? []));
  const [date] = dates;
  return dates.size === 1 ? date : undefined;
};

const merged = (
  id: PersonId,
  records: readonly PersonRecord[],
  household: readonly PersonId[],
  merging: Merging,
): PersonFacts | undefined => {
  const facts = records.flatMap(({ history }) => factsIn(history) ?? []);
  if (facts.length === 0) return undefined;
  const dateOfBirth = agreedDate(records);
  const histories = records.map(({ history }) => history);
  const recorded = facts.flatMap(({ parentalResponsibility }) => parentalResponsibility);
  return {
    id,
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    parentalResponsibility: responsibilityOf(histories, recorded, merging),
    competence: facts.flatMap(({ competence }) => competence),
    restrictions: facts.flatMap(({ restrictions }) => restrictions),
    involvements: facts.flatMap(({ involvements }) => involvements),
    conflicts: facts.flatMap(({ conflicts }) => conflicts),
    harmFindings: facts.flatMap(({ harmFindings }) => harmFindings),
    household: household.filter((other) => other !== id),
  };
};

/** What has made somebody's facts what they are, but for their histories. */
interface Made {
  readonly records: readonly PersonRecord[];
  readonly household: readonly PersonId[];
  /** Those named as holding responsibility, by the ids that they go by. */
  readonly holders: readonly PersonId[];
  readonly facts: PersonFacts | undefined;
}

const heldBy = remembered((history): readonly PersonId[] =>
  historyOf<PersonEvent>(history).flatMap((event) => (isHolding(event) ? [event.data.holder] : [])),
);

const sameList = <T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean = Object.is): boolean =>
  a.length === b.length && a.every((value, index) => same(value, b[index] as T));

const sameRecord = (a: PersonRecord, b: PersonRecord): boolean =>
  a.history === b.history && a.dateOfBirth === b.dateOfBirth;

type Ingredients = Omit<Made, 'facts'>;

const sameIngredients = (a: Ingredients, b: Ingredients): boolean =>
  sameList(a.records, b.records, sameRecord) && sameList(a.household, b.household) && sameList(a.holders, b.holders);

const known = new WeakMap<History, Made>();

/**
 * One person's facts from all their records, whatever agency keeps which. What any record hides stays hidden. The same object for as
 * long as nothing that they are made of has changed.
 *
 * `undefined` where none of the records has been registered.
 */
export const mergedPerson = (
  id: PersonId,
  records: readonly PersonRecord[],
  household: readonly PersonId[],
  merging: Merging,
): PersonFacts | undefined => {
  const [first] = records;
  if (!first) return undefined;
  const holders = records.flatMap(({ history }) => heldBy(history).map(merging.canonical));
  const ingredients = { records, household, holders };
  const before = known.get(first.history);
  if (before?.facts?.id === id && sameIngredients(before, ingredients)) return before.facts;
  const facts = merged(id, records, household, merging);
  known.set(first.history, { ...ingredients, facts });
  return facts;
};
