import { inLayers, type EventStore, type Instant, type Position } from '@hub/eventsourcing';
import { NotAnswered, type KeyedHash } from '@hub/door';
import { feedStream, type ReleasedMessage } from '@hub/disclosures';
import type { FactsGatherer } from '@hub/facts';
import type { PartnerMessage, SignDetached } from '@hub/partner-messages';
import { holdsUntil, type AgencyId, type Decision } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import { familyJoins, type JoinedSince } from './family-joins.js';
import type { FeedLog } from './feed-log.js';
import { judging } from './judging.js';
import { standingOf, standingStreams } from './standing.js';
import { isWanted, lookAgainAt, permits, restsOnPermission, type Resting } from './still-permitted.js';
import { formIn, type Told } from './told.js';
import { voidMessages } from './voiding.js';

/** Released messages as they may leave now, in their order and each in its place. */
export type Settle = (agency: AgencyId, released: readonly ReleasedMessage[]) => Promise<readonly PartnerMessage[]>;

export interface SettlePorts {
  readonly store: Pick<EventStore, 'heads' | 'head' | 'growth' | 'read' | 'readMany' | 'isAfter'>;
  readonly facts: FactsGatherer;
  readonly feeds: FeedLog;
  readonly sign: SignDetached;
  readonly hash: KeyedHash;
  readonly now: () => Instant;
}

/** Facts may move under a decision; after so many times whoever hands out messages has to ask again. */
const ATTEMPTS = 8;

/** On what a message rests: a decision at these heads and this time, made after this position, that holds for so long. */
interface Ground {
  readonly at: Instant;
  readonly heads: Decision['heads'];
  readonly since: Position;
  readonly until: Instant;
}

const releasedGround = ({ about, cause }: Resting): Ground => ({
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
const holds = ({ at, heads, since, until }: Ground, now: Moment): boolean =>
  (now.at === at || now.at < until) &&
  Object.entries(heads).every(([stream, revision]) => now.heads.get(stream) === revision) &&
  !now.joinedSince(heads, since);

const isSubscribed = ({ about, message }: ReleasedMessage, { active }: Moment): boolean => {
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
const looking = ({ store, facts, feeds, now }: Omit<SettlePorts, 'sign' | 'hash'>) => {
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
const deciding = ({ store, facts, now, hash }: Pick<SettlePorts, 'store' | 'facts' | 'now' | 'hash'>) => {
  const judge = judging({ facts, now, hash });

  /** `undefined` where it may not be told any more. */
  const groundOf = async (message: Resting, { active }: Moment, since: Position): Promise<Ground | undefined> => {
    const subscription = active.get(message.about.subscriptionId);
    if (!subscription) return undefined;
    const judged = await judge(subscription, lookAgainAt(message));
    if (!permits(judged, message)) return undefined;
    const { at } = judged.request;
    return { at, heads: judged.decision.heads, since, until: holdsUntil(judged.facts, at) };
  };

  return async (messages: readonly Resting[], moment: Moment): Promise<ReadonlyMap<Resting, Ground | undefined>> => {
    const since = await store.head();
    const grounds = new Map<Resting, Ground | undefined>();
    // One after the other: whoever is being answered goes first.
    for (const message of messages) grounds.set(message, await groundOf(message, moment, since));
    return grounds;
  };
};

/**
 * Looks once more, right before messages leave, at what they rest on. Where nothing has moved and the clock has passed no
 * instant that matters they are as they were released, byte for byte; else it is decided afresh, with the facts of now, and
 * what may not be told any more is void: durably, and before anything of it is handed back.
 */
export const settling = (ports: SettlePorts): Settle => {
  const look = looking(ports);
  const decideAfresh = deciding(ports);
  const voidAll = voidMessages(ports);

  return async (agency, released) => {
    const grounds = new Map(released.filter(restsOnPermission).map((message) => [message, releasedGround(message)]));
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const moment = await look(agency, [...grounds.values()]);
      const open = released.filter(({ messageId }) => inLayers(moment.told.voided, messageId) === undefined);
      const gone = open.filter((message) => !isSubscribed(message, moment));
      const unsure = [...grounds].flatMap(([message, ground]) =>
        open.includes(message) && !gone.includes(message) && !holds(ground, moment) ? [message] : [],
      );
      if (gone.length + unsure.length === 0) return released.map(formIn(moment.told));
      for (const [message, ground] of await decideAfresh(unsure, moment)) {
        if (ground) grounds.set(message, ground);
        else gone.push(message);
      }
      await voidAll(agency, gone);
    }
    throw new NotAnswered('facts-keep-moving');
  };
};
