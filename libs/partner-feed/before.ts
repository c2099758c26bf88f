import { NO_STREAM, type EventStore, type Position } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import type { Facts, PersonId } from '@hub/sharing';
import type { KeyedHash } from '@hub/door';
import type { Subscription } from '@hub/subscriptions';
import { askedFor, judgedOn, type Judged, type Look } from './judging.js';

export interface BeforePorts {
  readonly store: Pick<EventStore, 'readMany'>;
  readonly facts: FactsGatherer;
  readonly hash: KeyedHash;
}

/** What is looked at, and for whom. */
export interface Looking {
  readonly subscription: Subscription;
  readonly look: Look;
  /** All whose streams it depended on: of a match that was undone, both. */
  readonly people: readonly PersonId[];
  readonly at: string;
}

/** Looks at how it was when of all that has happened only that had which `had` names. */
export type LookBack = (looking: Looking, had: (position: Position) => boolean) => Promise<Judged>;

/**
 * What showed just before something happened, or just after, had the time been the same: so that whoever is told of a change is told of what
 * this has changed, and nothing that shows otherwise for another reason gives away that something has happened.
 */
export const lookingBack = ({ store, facts, hash }: BeforePorts): LookBack => {
  const lastOf = async (
    streams: readonly string[],
    had: (position: Position) => boolean,
  ): Promise<ReadonlyMap<string, number>> => {
    const histories = await store.readMany(streams);
    return new Map(
      streams.map((stream) => {
        const earlier = (histories.get(stream) ?? []).filter(({ position }) => had(position));
        return [stream, earlier.at(-1)?.revision ?? NO_STREAM] as const;
      }),
    );
  };

  return async ({ subscription, look, people, at }, had) => {
    const now = await facts.gather({
      ...askedFor(subscription, look, at),
      people: [...new Set([look.person, ...people])],
    });
    const moved = Object.keys(now.facts.heads).filter((stream) => {
      const last = now.positionOf(stream);
      return last !== undefined && !had(last);
    });
    const heads: Facts['heads'] = { ...now.facts.heads, ...Object.fromEntries(await lastOf(moved, had)) };
    const then = await facts.gatherAt(askedFor(subscription, look, at), heads);
    return judgedOn(subscription, look, then, hash);
  };
};
