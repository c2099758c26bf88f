import { NotAnswered, type KeyedHash } from '@hub/door';
import { feedStream, type ReleasedMessage } from '@hub/disclosures';
import { inLayers, type EventStore, type Instant, type Position } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import { holdsUntil, type AgencyId, type Decision } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import { familyJoins, type JoinedSince } from './family-joins.js';
import type { FeedLog } from './feed-log.js';
import { judging } from './judging.js';
import { mustBeActive, standingOf, standingStreams } from './standing.js';
import { isWanted, lookAgainAt, permits, restsOnPermission, type Resting } from './still-permitted.js';
import type { Told } from './told.js';

export interface GroundPorts {
  readonly store: Pick<EventStore, 'heads' | 'head' | 'growth' | 'read' | 'readMany' | 'isAfter'>;
  readonly facts: FactsGatherer;
  readonly feeds: FeedLog;
  readonly hash: KeyedHash;
  readonly now: () => Instant;
}

/** Facts may move under a decision; after so many times whoever hands out messages has to ask again. */
const ATTEMPTS = 8;
/** So many messages are decided afresh at a time. */
const AT_ONCE = 16;

/** On what a message rests: a decision at these heads and this time, made after this position, that holds for so long. */
interface Ground {
  readonly at: Instant;
  readonly heads: Decision['heads'];
  readonly since: Position;
  readonly until: Instant;
}

export const releasedGround = ({ about, cause }: Resting): Ground => ({
  at: about.decided.request.at,
  heads: about.decided.decision.heads,
  since: cause.position,
  until: about.holdsUntil,
});

/** What is known at one moment of everything that some messages rest on. */
interface Moment {
  readonly at: Instant;
  readonly heads: ReadonlyMap<string, number>;
  readonly joinedSince: JoinedSince;
  readonly told: Told;
  /** Subscriptions under which something is told, by id. */
  readonly active: ReadonlyMap<string, Subscription>;
}

/** At the very time of a decision it holds, even where an instant that the facts name is that time. */
export const holds = ({ at, heads, since, until }: Ground, now: Moment): boolean =>
  (now.at === at || now.at < until) &&
  Object.entries(heads).every(([stream, revision]) => now.heads.get(stream) === revision) &&
  !now.joinedSince(heads, since);

export const isSubscribed = ({ about, message }: ReleasedMessage, { active }: Moment): boolean => {
  if (about === undefined) return active.size > 0;
  const subscription = active.get(about.subscriptionId);
  return subscription?.id === about.subscriptionId || (subscription !== undefined && isWanted(subscription, message));
};

const earliest = (positions: readonly Position[], isAfter: EventStore['isAfter']): Position | undefined => {
  let first = positions[0];
  for (const position of positions) if (first !== undefined && isAfter(first, position)) first = position;
  return first;
};

const NOBODY: JoinedSince = () => false;

/** Everything that some messages rest on, as it is at the moment of asking. */
export const looking = ({ store, facts, feeds, now }: Omit<GroundPorts, 'hash'>) => {
  const joins = familyJoins(store);
  const known = new Map<AgencyId, ReturnType<typeof standingOf>>();

  const standing = (agency: AgencyId): ReturnType<typeof standingOf> => {
    const found = known.get(agency) ?? standingOf({ store, facts, now }, agency);
    known.set(agency, found);
    return found;
  };

  return async (agency: AgencyId, grounds: readonly Ground[]): Promise<Moment> => {
    const own = [feedStream(agency), ...standingStreams(agency)];
    const since = earliest(
      grounds.map((ground) => ground.since),
      (a, b) => store.isAfter(a, b),
    );
    const [heads, joinedSince] = await Promise.all([
      store.heads([...new Set([...own, ...grounds.flatMap((ground) => Object.keys(ground.heads))])]),
      since === undefined ? NOBODY : joins(since),
    ]);
    const [told, active] = await Promise.all([
      feeds.told(agency, heads.get(feedStream(agency))),
      standing(agency)(heads),
    ]);
    return { at: now(), heads, joinedSince, told, active };
  };
};

/** What messages rest on now, decided afresh with the facts of now, as when they were released. */
const deciding = ({ store, facts, now, hash }: Omit<GroundPorts, 'feeds'>) => {
  const judge = judging({ facts, now, hash });

  /** `undefined` where it may not be told any more. */
  const groundOf = async (message: Resting, { active }: Moment, since: Position): Promise<Ground | undefined> => {
    const subscription = active.get(message.about.subscriptionId);
    if (!subscription) return undefined;
    const judged = await judge(subscription, lookAgainAt(message));
    mustBeActive(judged.facts, subscription.agencyId);
    if (!permits(judged, message)) return undefined;
    const { at } = judged.request;
    return { at, heads: judged.decision.heads, since, until: holdsUntil(judged.facts, at) };
  };

  return async (messages: readonly Resting[], moment: Moment): Promise<ReadonlyMap<Resting, Ground | undefined>> => {
    const since = await store.head();
    const grounds = new Map<Resting, Ground | undefined>();
    // A few at a time, which share their questions to the log; not all, so that whoever is being answered goes first.
    for (let n = 0; n < messages.length; n += AT_ONCE) {
      const few = messages.slice(n, n + AT_ONCE);
      const found = await Promise.all(few.map((message) => groundOf(message, moment, since)));
      few.forEach((message, index) => grounds.set(message, found[index]));
    }
    return grounds;
  };
};

/** How it stands with some messages at a moment at which nothing about them was in doubt. */
export interface Sure {
  readonly told: Told;
  /** May not be told any more, and is not void. */
  readonly gone: ReadonlySet<ReleasedMessage>;
}

/**
 * Looks until nothing is in doubt: where nothing has moved and the clock has passed no instant that matters a message is as it
 * was released, else it is decided afresh. `dispose` is handed what has gone, and has dealt with it when it resolves.
 */
export const makingSure = (
  ports: GroundPorts,
  dispose: (agency: AgencyId, gone: readonly ReleasedMessage[]) => Promise<void>,
) => {
  const look = looking(ports);
  const decideAfresh = deciding(ports);

  return async (agency: AgencyId, released: readonly ReleasedMessage[]): Promise<Sure> => {
    const grounds = new Map(released.filter(restsOnPermission).map((message) => [message, releasedGround(message)]));
    const dealtWith = new Set<ReleasedMessage>();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const moment = await look(agency, [...grounds.values()]);
      const isOpen = (message: ReleasedMessage): boolean =>
        !dealtWith.has(message) && inLayers(moment.told.voided, message.messageId) === undefined;
      const open = released.filter(isOpen);
      const gone = open.filter((message) => !isSubscribed(message, moment));
      const unsure = [...grounds].flatMap(([message, ground]) =>
        open.includes(message) && !gone.includes(message) && !holds(ground, moment) ? [message] : [],
      );
      if (gone.length + unsure.length === 0) return { told: moment.told, gone: dealtWith };
      for (const [message, ground] of await decideAfresh(unsure, moment)) {
        if (ground) grounds.set(message, ground);
        else gone.push(message);
      }
      await dispose(agency, gone);
      for (const message of gone) dealtWith.add(message);
    }
    throw new NotAnswered('facts-keep-moving');
  };
};
