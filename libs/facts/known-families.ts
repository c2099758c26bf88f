import { memory, shared, type EventStore, type Memory, type Position } from '@hub/eventsourcing';
import type { FamilyId, PersonId } from '@hub/sharing';
import type { NoteIndex } from './ports.js';
import { isFamilyStream } from './streams.js';

/** At least so many answers. */
const KEPT = 2_500;
/** More growth than this, and it is quicker to begin anew. */
const FEW = 10_000;

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
    if (upTo === undefined) return beginAnew();
    const growth = await store.growth(upTo, FEW);
    if (growth.length === FEW) return beginAnew();
    if (growth.some(({ stream }) => isFamilyStream(stream))) known = nothing();
    upTo = growth.at(-1)?.position ?? upTo;
    return known;
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
