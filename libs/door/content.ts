import type { EventStore, Position } from '@hub/eventsourcing';
import { contentKey, type ContentStore, type PassageRef, type Permission, type Words } from './ports.js';

/** How long an answer waits for its content to be folded. */
const PATIENCE = 2_000;

export interface Read {
  /** Missing where something permitted is not there to be read. */
  readonly words: ReadonlyMap<string, Words> | undefined;
  /** Not all of it was there at once. */
  readonly waited: boolean;
}

export type ReadContent = (
  permission: Permission,
  positionOf: (stream: string) => Position | undefined,
) => Promise<Read>;

/** Reads what a recorded disclosure permits; waits where it has not been folded yet, and gives up after a while. */
export const contentReader = (content: ContentStore, isAfter: EventStore['isAfter']): ReadContent => {
  const missing = (passages: readonly PassageRef[], found: ReadonlyMap<string, Words>): readonly PassageRef[] =>
    passages.filter((passage) => !found.has(contentKey(passage)));

  return async (permission, positionOf) => {
    const found = await content.contentOf(permission);
    const late = missing(permission.passages, found);
    if (late.length === 0) return { words: found, waited: false };

    const positions = late.flatMap(({ stream }) => positionOf(stream) ?? []);
    const last = positions.reduce((a, b) => (isAfter(b, a) ? b : a), positions[0] ?? '');
    if (last === '' || !(await content.waitFor(last, PATIENCE))) return { words: undefined, waited: true };
    const again = await content.contentOf(permission);
    return { words: missing(permission.passages, again).length === 0 ? again : undefined, waited: true };
  };
};
