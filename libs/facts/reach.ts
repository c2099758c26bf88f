import { memory, type EventStore } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { namedStreams, type Asked } from './asked.js';
import { knownFamilies } from './known-families.js';
import { upToDate } from './log-tail.js';
import type { NoteIndex } from './ports.js';
import { scopeOf, type Scope } from './scope.js';
import type { Histories, StreamCache } from './stream-cache.js';
import { familyStream, isNoteStream, noteStream } from './streams.js';

/** What to look at: streams to read, and people to look up in the index. */
interface Reach {
  readonly streams: ReadonlySet<string>;
  readonly subjects: ReadonlySet<PersonId>;
  readonly others: ReadonlySet<PersonId>;
}

/** What has been looked at so far. */
interface Seen extends Reach {
  readonly histories: Histories;
  /** Streams that the index has named and that are still to be read. */
  readonly named: readonly string[];
}

const NOTHING_SEEN: Seen = {
  streams: new Set(),
  subjects: new Set(),
  others: new Set(),
  histories: new Map(),
  named: [],
};

/** Links of links of links: more rounds than this, and something is wrong with the records. */
const MOST_ROUNDS = 20;
/** Of how many questions, at least, it is kept in mind where they led to. */
const KEPT = 2_500;

const without = <T>(wanted: Iterable<T>, had: ReadonlySet<T>): readonly T[] => {
  const missing: T[] = [];
  for (const one of wanted) if (!had.has(one)) missing.push(one);
  return missing;
};

const isSubset = <T>(part: ReadonlySet<T>, whole: ReadonlySet<T>): boolean => {
  for (const one of part) if (!whole.has(one)) return false;
  return true;
};

/** One of the two where the other adds nothing. */
const union = <T>(a: ReadonlySet<T>, b: readonly T[] | ReadonlySet<T>): ReadonlySet<T> => {
  const more = without(b, a);
  return more.length === 0 ? a : new Set([...a, ...more]);
};

const within = (wanted: Reach, seen: Reach): boolean =>
  (['streams', 'subjects', 'others'] as const).every((part) => isSubset<string>(wanted[part], seen[part]));

/** The same question at another time. */
export const keyOf = ({ at: _, ...asked }: Asked): string => JSON.stringify(asked);

/** One note, and not all of them: most such questions are asked once. */
const asksOfANote = ({ noteId, notes, people }: Asked): boolean => noteId !== undefined && !notes && people.length > 0;

/** Of any note about the same people. */
const ofTheirNotes = ({ noteId: _, ...asked }: Asked): string => `a note: ${keyOf(asked)}`;

const withoutNotes = (streams: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...streams].filter((stream) => !isNoteStream(stream)));

/** What a request reaches, and the streams that it reaches, read. */
export interface Reached {
  readonly scope: Scope;
  readonly histories: Histories;
}

export interface Reaching {
  readonly store: Pick<EventStore, 'heads' | 'head' | 'growth' | 'page' | 'isAfter'>;
  readonly index: NoteIndex;
  readonly load: StreamCache;
}

/**
 * Follows a request from what it names to all that it depends on.
 *
 * Where it led to last time is where it starts the next time, so that in the usual case one question for the heads and,
 * in parallel, one or two to the index are all; what has changed in between is followed from there.
 */
export const reaching = ({ store, index: behind, load }: Reaching): ((asked: Asked) => Promise<Reached>) => {
  const index = upToDate(behind, store);
  const familiesOf = knownFamilies(index, store);
  const remembered = memory<string, Reach>(KEPT);

  const remember = (asked: Asked, { streams, subjects, others }: Scope): void => {
    remembered.set(keyOf(asked), { streams, subjects, others });
    if (asksOfANote(asked)) remembered.set(ofTheirNotes(asked), { streams: withoutNotes(streams), subjects, others });
  };

  /** Where the same question led to last time; of a note, where one about the same people did. */
  const known = (asked: Asked, named: Reach): Reach | undefined => {
    const same = remembered.get(keyOf(asked));
    if (same || !asksOfANote(asked)) return same;
    const alike = remembered.get(ofTheirNotes(asked));
    return alike && { ...alike, streams: union(alike.streams, named.streams) };
  };

  const lookUp = async (people: readonly PersonId[], notes: boolean): Promise<readonly string[]> => {
    if (!notes) return (await familiesOf(people)).map(familyStream);
    const found = await index.about(people);
    return [...found.notes.map(noteStream), ...found.families.map(familyStream)];
  };

  const extend = async (seen: Seen, reach: Reach, notes: boolean): Promise<Seen> => {
    const streams = without(reach.streams, seen.streams);
    const [subjects, others] = [without(reach.subjects, seen.subjects), without(reach.others, seen.others)];
    // Asked the first time even when there is nobody to ask about: somebody unknown costs what somebody known does.
    const first = seen === NOTHING_SEEN;
    const [histories, ofSubjects, ofOthers] = await Promise.all([
      streams.length > 0 ? store.heads(streams).then(load) : NOTHING_SEEN.histories,
      first || subjects.length > 0 ? lookUp(subjects, notes) : [],
      first || others.length > 0 ? lookUp(others, false) : [],
    ]);
    return {
      streams: union(seen.streams, streams),
      subjects: union(seen.subjects, subjects),
      others: union(seen.others, others),
      histories: new Map([...seen.histories, ...histories]),
      named: [...seen.named, ...ofSubjects, ...ofOthers],
    };
  };

  const follow = async (asked: Asked, start: Reach): Promise<Reached> => {
    let seen = await extend(NOTHING_SEEN, start, asked.notes);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const scope = scopeOf(asked, seen.histories);
      const wanted = { ...scope, streams: union(scope.streams, seen.named) };
      if (within(wanted, seen)) return { scope, histories: seen.histories };
      seen = await extend(seen, wanted, asked.notes);
    }
    throw new Error('links between records have no end');
  };

  /** The index was asked about somebody who no longer belongs: what it named for them may not count. */
  const overshot = (start: Reach, { subjects, others }: Scope): boolean =>
    !isSubset(start.subjects, subjects) || !isSubset(start.others, others);

  return async (asked) => {
    const named: Reach = { streams: new Set(namedStreams(asked)), subjects: new Set(asked.people), others: new Set() };
    const start = known(asked, named);
    const first = await follow(asked, start ?? named);
    const reached = start && overshot(start, first.scope) ? await follow(asked, named) : first;
    remember(asked, reached.scope);
    return reached;
  };
};
