import type pg from 'pg';
import { contentKey, NO_LONGER_HELD, type ContentStore, type PassageRef, type Words } from '@hub/door';
import { textArray, arrayLiteral } from './arrays.js';
import type { Board } from './board.js';

const CONTENT = 'select read.permitted_content($1, $2) as found';

/** Versions of passages, and how far streams have been folded. */
interface Found {
  readonly passages: readonly (readonly [name: string, revision: number, content: Exclude<Words, symbol>])[];
  readonly streams: readonly (readonly [name: string, revision: number])[];
}

/** How far streams have been folded, as far as it has been seen. INVARIANT: no stream is ever folded to less than before. */
const seenFolds = (capacity = 50_000) => {
  const seen = new Map<string, number>();
  return {
    reaches: ({ stream, revision }: PassageRef): boolean => (seen.get(stream) ?? -1) >= revision,
    note(stream: string, revision: number): void {
      if (seen.size >= capacity) seen.clear();
      seen.set(stream, revision);
    },
  };
};

/** Passages that are asked for, by their names, and those names as PostgreSQL is given them. */
interface Wanted {
  readonly passages: ReadonlyMap<string, PassageRef>;
  readonly names: string;
}

const wantedOf = (passages: readonly PassageRef[]): Wanted => {
  const byName = new Map(passages.map((passage) => [contentKey(passage), passage]));
  return { passages: byName, names: arrayLiteral([...byName.keys()]) };
};

/** Of each passage the newest version that is no newer than what was decided on. */
const newest = (
  found: Found['passages'],
  wanted: Wanted['passages'],
  isFolded: (passage: PassageRef) => boolean,
): ReadonlyMap<string, Words> => {
  const words = new Map<string, Words>();
  const revisions = new Map<string, number>();
  for (const [name, revision, content] of found) {
    const passage = wanted.get(name);
    if (!passage || revision > passage.revision || revision < (revisions.get(name) ?? 0)) continue;
    if (!isFolded(passage)) continue;
    revisions.set(name, revision);
    words.set(name, content ?? NO_LONGER_HELD);
  }
  return words;
};

/**
 * The words of permitted passages: one call, in which the ids are set, row-level security answers them, and they are
 * unset again.
 */
export const contentStore = (pool: pg.Pool, board: Pick<Board, 'waitFor'>): ContentStore => {
  const folds = seenFolds();
  /** What is asked for again and again is put together once. */
  const known = new WeakMap<readonly PassageRef[], Wanted>();

  const fetched = async (names: string, passages: readonly PassageRef[]): Promise<Found> => {
    const unseen = passages.filter((passage) => !folds.reaches(passage)).map(({ stream }) => stream);
    const values = [names, textArray([...new Set(unseen)])];
    const { rows } = await pool.query<{ found: string }>({ name: 'permitted-content', text: CONTENT, values });
    return JSON.parse(rows[0]?.found ?? '') as Found;
  };

  return {
    async contentOf({ passages }) {
      const wanted = known.get(passages) ?? wantedOf(passages);
      known.set(passages, wanted);
      const found = await fetched(wanted.names, passages);
      for (const [name, revision] of found.streams) folds.note(name, revision);
      return newest(found.passages, wanted.passages, folds.reaches);
    },
    waitFor: (position, milliseconds) => board.waitFor(position, milliseconds, ['content']),
  };
};
