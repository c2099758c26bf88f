import type pg from 'pg';
import { contentKey, NO_LONGER_HELD, type ContentStore, type PassageRef, type Words } from '@hub/door';
import type { Board } from './board.js';

const CONTENT = 'select name, revision, content, is_stream from read.permitted_content($1, $2)';

/** A version of a passage, which may be no longer held, or how far a stream has been folded. */
interface Found {
  readonly name: string;
  readonly revision: number;
  readonly content: string | null;
  readonly is_stream: boolean;
}

const wordsOf = ({ content }: Found): Words =>
  content === null ? NO_LONGER_HELD : (JSON.parse(content) as Exclude<Words, typeof NO_LONGER_HELD>);

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

/** The newest version that is no newer than what was decided on. */
const versionOf = (versions: readonly Found[], { revision }: PassageRef): Found | undefined =>
  versions
    .filter((version) => version.revision <= revision)
    .reduce<Found | undefined>((newest, one) => (newest && newest.revision > one.revision ? newest : one), undefined);

const byPassage = (found: readonly Found[]): ReadonlyMap<string, readonly Found[]> => {
  const passages = new Map<string, Found[]>();
  for (const version of found) {
    const versions = passages.get(version.name);
    if (versions) versions.push(version);
    else passages.set(version.name, [version]);
  }
  return passages;
};

/**
 * The words of permitted passages: one call, in which the ids are set, row-level security answers them, and they are
 * unset again.
 */
export const contentStore = (pool: pg.Pool, board: Pick<Board, 'waitFor'>): ContentStore => {
  const folds = seenFolds();

  const fetched = async (passages: readonly PassageRef[]): Promise<readonly Found[]> => {
    const unseen = passages.filter((passage) => !folds.reaches(passage)).map(({ stream }) => stream);
    const values = [passages.map(contentKey), [...new Set(unseen)]];
    return (await pool.query<Found>({ name: 'permitted-content', text: CONTENT, values })).rows;
  };

  return {
    async contentOf({ passages }) {
      const found = await fetched(passages);
      for (const { name, revision, is_stream } of found) if (is_stream) folds.note(name, revision);
      const versions = byPassage(found.filter(({ is_stream }) => !is_stream));
      return new Map(
        passages.flatMap((passage): [string, Words][] => {
          const key = contentKey(passage);
          const version = folds.reaches(passage) ? versionOf(versions.get(key) ?? [], passage) : undefined;
          return version === undefined ? [] : [[key, wordsOf(version)]];
        }),
      );
    },
    waitFor: (position, milliseconds) => board.waitFor(position, milliseconds, ['content']),
  };
};
