import type { Claim, EventStore, Instant, Position } from '@hub/eventsourcing';
import type { DisclosureCommand } from '@hub/disclosures';
import type { FactsGatherer } from '@hub/facts';
import type { Decision } from '@hub/sharing';
import { contentReader } from './content.js';
import { NotAnswered } from './not-answered.js';
import type { ContentStore, PassageRef, Words } from './ports.js';
import type { Asking } from './question.js';
import { recorder } from './recorder.js';
import type { KeyedHash } from './told-ids.js';

export interface DoorPorts {
  /** Seals what is confidential on its way in. */
  readonly store: Pick<EventStore, 'append' | 'heads' | 'isAfter'>;
  readonly facts: FactsGatherer;
  readonly content: ContentStore;
  readonly now: () => Instant;
  readonly eventId: (claim: Claim, index: number) => string;
  readonly hash: KeyedHash;
}

/** Something that has been decided and is about to leave. */
export interface Leaving<T> {
  readonly by: Asking;
  readonly command: DisclosureCommand;
  /** Revisions of everything that the decisions rest on. */
  readonly heads: Decision['heads'];
  readonly passages: readonly PassageRef[];
  readonly positionOf: (stream: string) => Position | undefined;
  /** Nothing is told: the record stands, whatever has moved. */
  readonly silent?: boolean;
  readonly answer: (content: ReadonlyMap<string, Words>) => T;
}

/** A busy family's facts may move under a question; after so many times somebody is told to ask again. */
const ATTEMPTS = 8;

/** The id of an attempt: each has an entry of its own. */
const attemptId = (id: string, count: number): string => (count === 1 ? id : `${id}.${String(count)}`);

const moved = (recorded: Decision['heads'], now: ReadonlyMap<string, number>): boolean =>
  Object.entries(recorded).some(([stream, revision]) => now.get(stream) !== revision);

/** Record, then read the content and see whether anything has moved, then answer: for whatever leaves the hub. */
export const leaving = ({ store, content, now, eventId }: Omit<DoorPorts, 'facts' | 'hash'>) => {
  const record = recorder({ store, eventId });
  const read = contentReader(content, (a, b) => store.isAfter(a, b));

  /** `undefined` where the facts moved, and what was recorded is void. */
  const leave = async <T>(its: Leaving<T>): Promise<T | undefined> => {
    const entry = await record(its.command, its.by);
    // INVARIANT: durable from here on, and nothing was read before. A denial reads nothing, and asks the same.
    const permission = { disclosureId: entry.id, agency: its.by.agency, passages: its.passages };
    const headsNow = async () => store.heads(Object.keys(its.heads));
    const [{ words, waited }, soon] = await Promise.all([read(permission, its.positionOf), headsNow()]);
    // Whoever waited for content waited with a permission that may have gone meanwhile.
    const heads = waited ? await headsNow() : soon;
    if (its.silent !== true && moved(its.heads, heads)) {
      await entry.void('facts-moved', now());
      return undefined;
    }
    if (!words) {
      await entry.void('not-answered', now());
      throw new NotAnswered('content-behind');
    }
    return its.answer(words);
  };

  /** Decides afresh for as long as the facts move. */
  return async <T>(id: string, decide: (attempt: string) => Promise<Leaving<T>>): Promise<T> => {
    for (let count = 1; count <= ATTEMPTS; count += 1) {
      const answer = await leave(await decide(attemptId(id, count)));
      if (answer !== undefined) return answer;
    }
    throw new NotAnswered('facts-keep-moving');
  };
};
