import { fold } from '@hub/eventsourcing';
import { match, personLinks, type MatchEvent, type PersonEvent } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { historyOf, remembered, type Histories, type History } from './stream-cache.js';
import { matchStream, personStream } from './streams.js';

type Link = ReturnType<typeof personLinks>[number];

const NOTHING: History = [];

const linksOf = remembered((history) => personLinks(historyOf<PersonEvent>(history)));

/** A match that was undone is no match. */
const isConfirmed = remembered((history) => fold(match, historyOf<MatchEvent>(history)).status === 'confirmed');

/** What a walk along links has come to. */
export interface Walk {
  /** Streams that the walk depends on, links that do not count included. */
  readonly streams: ReadonlySet<string>;
  /** The people started from, and all records that are the same people. */
  readonly people: ReadonlySet<PersonId>;
}

/** Whose records are one person's, as these streams have it. */
export const linkedIn = (histories: Histories) => {
  const linksFrom = (person: PersonId): readonly Link[] => linksOf(histories.get(personStream(person)) ?? NOTHING);

  const counts = (person: PersonId, { other, matchId }: Link): boolean =>
    isConfirmed(histories.get(matchStream(matchId)) ?? NOTHING) &&
    linksFrom(other).some((back) => back.other === person && back.matchId === matchId);

  const walk = (from: Iterable<PersonId>): Walk => {
    const people = new Set(from);
    const streams = new Set<string>();
    // A set that grows while it is gone through: new people are met in their turn.
    for (const person of people) {
      streams.add(personStream(person));
      for (const link of linksFrom(person)) {
        streams.add(matchStream(link.matchId)).add(personStream(link.other));
        if (counts(person, link)) people.add(link.other);
      }
    }
    return { streams, people };
  };

  const canonicals = new Map<PersonId, PersonId>();

  /** The smallest id of all that are the same person; the id itself for somebody whose streams are not here. */
  const canonicalOf = (person: PersonId): PersonId => {
    const known = canonicals.get(person);
    if (known !== undefined) return known;
    const { people } = walk([person]);
    const smallest = [...people].reduce((a, b) => (b < a ? b : a), person);
    for (const same of people) canonicals.set(same, smallest);
    return smallest;
  };

  const records = new Map<PersonId, readonly PersonId[]>();

  /** All records of somebody, in order; the id itself for somebody whose streams are not here. */
  const recordsOf = (person: PersonId): readonly PersonId[] => {
    const known = records.get(person);
    if (known !== undefined) return known;
    const all = [...walk([person]).people].sort();
    for (const same of all) records.set(same, all);
    return all;
  };

  return { walk, canonicalOf, recordsOf };
};

export type Linked = ReturnType<typeof linkedIn>;
