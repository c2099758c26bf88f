import { memory, shared, type EventStore, type Memory, type Position } from '@hub/eventsourcing';
import type { FamilyId, PersonId } from '@hub/sharing';
import type { NoteIndex } from './ports.js';
import { isFamilyStream } from './streams.js';

/** At least so many answers. */
const KEPT = 2_500;
const PAGE = 10_000;
/** So many pages behind, and it is quicker to begin anew. */
const MOST_PAGES = 20;

type Known = Memory<string, readonly FamilyId[]>;

const nothing = (): Known => memory(KEPT);

/**
 * The families of some people, asked of the index once for as long as no family has grown.
 *
 * INVARIANT: an answer is kept only together with a position that the log had reached before it was asked for, and nothing that
 * is kept outlives the first event of any family after that.
 */
export const knownFamilies = (
  index: NoteIndex,
  store: Pick<EventStore, 'head' | 'growth'>,
): ((people: readonly PersonId[]) => Promise<readonly FamilyId[]>) => {
  let known = nothing();
  let upTo: Position | undefined;

  const beginAnew = async (): Promise<Known> => {
    const head = await store.head();
    upTo = head;
    return (known = nothing());
  };

  /** What is known as of now. */
  const current = shared(async (): Promise<Known> => {
    for (let pages = 0; upTo !== undefined && pages < MOST_PAGES; pages += 1) {
      const growth = await store.growth(upTo, PAGE);
      if (growth.some(({ stream }) => isFamilyStream(stream))) known = nothing();
      upTo = growth.at(-1)?.position ?? upTo;
      if (growth.length < PAGE) return known;
    }
    return beginAnew();
  });

  return async (people) => {
    const mine = await current();
    const key = JSON.stringify(people);
    const found = mine.get(key);
    if (found) return found;
    const { families } = await index.about(people);
    // Where a family has grown meanwhile, these are no longer those that are looked at.
    mine.set(key, families);
    return families;
  };
};
