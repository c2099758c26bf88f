import type { EventStore, Position } from '@hub/eventsourcing';
import { dateOfBirthOf, type PersonEvent } from '@hub/people';
import type { AgencyId, Confidential, Facts, Instant, Item, ItemId, PersonId } from '@hub/sharing';
import { type Asked } from './asked.js';
import { factsOf, type DatesOfBirth } from './facts-of.js';
import { knownReach } from './known-reach.js';
import type { NoteIndex, Open } from './ports.js';
import { historyIn, recordersOf } from './records.js';
import { reaching, type Reached } from './reach.js';
import { scopeOf, type Scope } from './scope.js';
import { historyOf, streamCache, type Histories } from './stream-cache.js';
import { personStream } from './streams.js';

/**
 * Facts at exactly the revisions that they name, and what goes with them.
 *
 * INVARIANT: the facts are another object whenever any of what goes with them, but the time, may be other, also where they say the
 * same: whoever keeps what follows from all of it knows it again by them (`docs/decisions/0007`).
 */
export interface Gathered {
  readonly facts: Facts;
  /** The time to decide for: never before something of this was recorded, whatever a clock that is behind says. */
  readonly at: Instant;
  /** Those asked about by the ids that the facts use, in order. */
  readonly subjects: readonly PersonId[];
  /** The one id of a person who may have several records. */
  readonly canonical: (person: PersonId) => PersonId;
  /** All records of a person, given by any one of them. */
  readonly recordsOf: (person: PersonId) => readonly PersonId[];
  /** Those asked about by the ids by which the question, its family or its note has them. */
  readonly asked: readonly PersonId[];
  /** An item with its subjects as they were recorded, before records of one person were merged. */
  readonly asRecorded: (item: Item) => Item;
  /** What an agency has done to one record of a person. */
  readonly partIn: (agency: AgencyId, record: PersonId) => 'registered' | 'added' | undefined;
  /** Where the last event of a stream stands in the log. */
  readonly positionOf: (stream: string) => Position | undefined;
}

export interface Gathering {
  readonly store: Pick<EventStore, 'heads' | 'readMany' | 'page' | 'growth' | 'head' | 'isAfter'>;
  readonly index: NoteIndex;
  readonly open: Open;
}

export interface FactsGatherer {
  /** The facts as of now. */
  gather(asked: Asked): Promise<Gathered>;
  /** The facts as they were at the given revisions of the given streams. */
  gatherAt(asked: Asked, heads: Facts['heads']): Promise<Gathered>;
}

/** A JSON pointer, whichever way the path is written. */
const pointerTo = (path: string): string => (path.startsWith('/') ? path : `/${path.replaceAll('.', '/')}`);

const datesOfBirth = async (people: Iterable<PersonId>, histories: Histories, open: Open): Promise<DatesOfBirth> => {
  const dates = [...people].map(async (person): Promise<readonly (readonly [PersonId, string])[]> => {
    const words = dateOfBirthOf(historyOf<PersonEvent>(historyIn(histories, personStream(person))));
    const date = words && (await open(words.confidential as Confidential, { ...words, path: pointerTo(words.path) }));
    return date === undefined ? [] : [[person, date]];
  });
  return new Map((await Promise.all(dates)).flat());
};

/** The time asked for, or that of the newest event where the log is ahead of the clock. */
const timeOf = (at: Instant, histories: Histories): Instant => {
  let latest = at;
  for (const history of histories.values()) {
    const { recordedAt = at } = history.at(-1) ?? {};
    if (recordedAt > latest) latest = recordedAt;
  }
  return latest;
};

const sameDates = (a: DatesOfBirth, b: DatesOfBirth): boolean =>
  a.size === b.size && [...a].every(([person, date]) => b.get(person) === date);

/** Facts within a scope, worked out once for as long as the dates of birth in them can be opened. */
const knownFacts = () => {
  const facts = new WeakMap<Scope, { readonly born: DatesOfBirth; readonly facts: Facts }>();
  return (scope: Scope, born: DatesOfBirth, work: () => Facts): Facts => {
    const known = facts.get(scope);
    if (known && sameDates(known.born, born)) return known.facts;
    const made = work();
    facts.set(scope, { born, facts: made });
    return made;
  };
};

/** Items as they were recorded, by their ids; most questions are never asked for them. */
const recordedItems = () => {
  const known = new WeakMap<Scope, ReadonlyMap<ItemId, Item>>();
  return (scope: Scope): Gathered['asRecorded'] =>
    (item) => {
      const byId = known.get(scope) ?? new Map(scope.items.map((one) => [one.id, one]));
      known.set(scope, byId);
      return byId.get(item.id) ?? item;
    };
};

const partsIn =
  (histories: Histories): Gathered['partIn'] =>
  (agency, record) => {
    const { registrar, others } = recordersOf(historyIn(histories, personStream(record)));
    if (registrar === agency) return 'registered';
    return others.has(agency) ? 'added' : undefined;
  };

/** Gathers what a decision depends on: folds of streams, which are kept for as long as a stream has not moved. */
export const factsGatherer = ({ store, index, open }: Gathering): FactsGatherer => {
  const load = streamCache(store);
  const reach = knownReach(store, reaching({ store, index, load }));
  const known = knownFacts();
  const asRecorded = recordedItems();

  const gathered = async (asked: Asked, { scope, histories }: Reached): Promise<Gathered> => {
    const born = await datesOfBirth([...scope.subjects, ...scope.others], histories, open);
    const canonical = scope.linked.canonicalOf;
    return {
      at: asked.at,
      facts: known(scope, born, () =>
        factsOf({ asked, scope, histories, datesOfBirth: born, isAfter: (a, b) => store.isAfter(a, b) }),
      ),
      subjects: [...new Set(scope.asked.map(canonical))].sort(),
      recordsOf: scope.linked.recordsOf,
      canonical,
      asked: scope.asked,
      asRecorded: asRecorded(scope),
      partIn: partsIn(histories),
      positionOf: (stream) => historyIn(histories, stream).at(-1)?.position,
    };
  };

  /** INVARIANT: what was effective when it was recorded is effective for whoever asks afterwards. */
  const gather = async (asked: Asked): Promise<Gathered> => {
    const reached = await reach(asked);
    const at = timeOf(asked.at, reached.histories);
    return at === asked.at ? gathered(asked, reached) : gather({ ...asked, at });
  };

  return {
    gather,
    gatherAt: async (asked, heads) => {
      const histories = await load(new Map(Object.entries(heads)));
      return gathered(asked, { histories, scope: scopeOf(asked, histories) });
    },
  };
};
