import { KafkaFailure } from '@hub/kafka';
import { topicOf } from '@hub/partner-messages';
import { safeError } from '@hub/platform';
import type { FeedEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { setTimeout as sleep } from 'node:timers/promises';
import { backlogOf, NOTHING_SENT, placeBefore, type Backlog, type Place } from './backlog.js';
import { delivering } from './deliver.js';
import { heartbeatOf } from './heartbeat.js';
import { lastSequenceIn, LOOKED_AT } from './in-topic.js';
import type { SendingPorts } from './ports.js';
import { bell } from './waking.js';

/** What is sent at once. */
const BATCH = 100;
/** So many messages are looked through again at most, to find the place after a crash. */
const SAVED_EVERY = 2_000;
const HEARTBEAT_MS = 5 * 60_000;
/** Anything older is fetched from the hub, where the permission of today applies. */
const RETENTION_MS = 14 * 24 * 60 * 60_000;
const PACE = { first: 500, most: 15_000 };

/** How the sending to one partner goes. */
export interface Going {
  /** How many messages are released and not sent. */
  readonly lag: number;
  readonly parked: number;
  /** Missing while all goes well. */
  readonly because?: string;
}

/** Sends one partner's feed to its topic; knows nothing of any other's. */
export interface ToPartner {
  /** Something new has come to the feed: this. Where nothing is named, there may be anything. */
  wake(news?: readonly Recorded<FeedEvent>[]): void;
  going(): Promise<Going>;
  /** Waits for a request that is under way, not longer than its deadline. */
  stop(): Promise<void>;
}

/** A topic that is ahead of the log was filled by another hub, or by this one before it was put back to an older state. */
const ahead = (): never => {
  throw Object.assign(new Error('the topic is ahead of the feed'), { code: 'topic-ahead' });
};

const isUnsure = (error: unknown): boolean =>
  error instanceof KafkaFailure && (error.inDoubt || ['not-reconciled', 'unknown-topic'].includes(error.code));

/** The reason of a failure as a code; words might hold more. */
const codeOf = (error: unknown): string => safeError(error).reason ?? 'failed';

export const toPartner = (ports: SendingPorts, agency: AgencyId): ToPartner => {
  const { store, topics, feeds, departures, places, sender, clock, random, log, pace = PACE } = ports;
  const topic = topicOf(agency);
  const to = topics.sender();
  const news = bell();
  const stopping = new AbortController();
  let backlog: Backlog | undefined;
  let place: Place = NOTHING_SENT;
  let saved: Place = NOTHING_SENT;
  /** As it was when this began to send: where a request is in doubt it begins anew. */
  let hadLeft = 0;
  let beaten = Number.NEGATIVE_INFINITY;
  let because: string | undefined = 'starting';

  const beat = async (): Promise<void> => {
    const at = clock();
    await to.send(topic, [heartbeatOf(sender, agency, place.sequence, at.toISOString())]);
    beaten = at.getTime();
  };

  const sent = (count: number): void => {
    backlog?.sent(count);
    place = backlog?.place() ?? place;
  };

  const leftBefore = (): number => Math.max(hadLeft, departures.known(agency));

  const deliver = delivering({ ...ports, agency, topic, to, beat, leftBefore, sent });

  /** All that was in the topic is older than it is kept, or lost: what is younger is sent once more. */
  const afterNothing = async (known: Place): Promise<Place> => {
    const since = new Date(clock().getTime() - RETENTION_MS).toISOString();
    const kept = await placeBefore(store, agency, since);
    return kept && kept.sequence < known.sequence ? kept : known;
  };

  const afterSequence = async (sequence: number, known: Place): Promise<Place> => {
    if (sequence > (await feeds.told(agency)).feed.sequence) ahead();
    return { sequence, revision: known.sequence <= sequence ? known.revision : 0 };
  };

  /** Where the topic is, asked of the topic; what is kept beside the log only says where to begin to read. */
  const reconciled = async (): Promise<Place> => {
    const known = (await places.load(agency)) ?? NOTHING_SENT;
    await topics.ensure({ name: topic, partitions: 1, replicas: ports.replicas, retentionMs: RETENTION_MS });
    const inTopic = lastSequenceIn(await to.lastOf(topic, LOOKED_AT));
    return inTopic === undefined ? afterNothing(known) : afterSequence(inTopic, known);
  };

  const prepared = async (): Promise<Backlog> => {
    if (backlog) return backlog;
    hadLeft = await departures.upTo(agency);
    saved = place = await reconciled();
    return (backlog = backlogOf(store, agency, place));
  };

  const save = async (): Promise<void> => {
    if (saved.sequence === place.sequence) return;
    await places.save(agency, place);
    saved = place;
  };

  const untilHeartbeat = (): number => {
    const since = clock().getTime() - beaten;
    // Negative: the clock has been put back, and nobody knows how long it has been silent.
    return since < 0 ? 0 : Math.max(0, HEARTBEAT_MS - since);
  };

  /** Sends what there is; where there is nothing, waits for it. */
  const step = async (): Promise<void> => {
    const waiting = await (await prepared()).first(BATCH);
    if (untilHeartbeat() === 0) await beat();
    if (waiting.length > 0) await deliver(waiting);
    because = undefined;
    if (waiting.length === 0 || place.sequence - saved.sequence >= SAVED_EVERY) await save();
    if (waiting.length === 0) await news.heard(untilHeartbeat(), stopping.signal);
  };

  const pause = async (failures: number): Promise<void> => {
    const longest = Math.min(pace.most, pace.first * 2 ** failures);
    await sleep(longest * (0.5 + random() / 2), undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const failed = (error: unknown): void => {
    if (stopping.signal.aborted) return;
    if (isUnsure(error)) backlog = undefined;
    const code = codeOf(error);
    if (code !== because) log.warn({ agency, ...safeError(error) }, 'sending to a partner is held up');
    because = code;
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        failed(error);
        await pause(failures);
        failures += 1;
      }
    }
  };
  const running = run();

  return {
    wake: (come) => {
      if (come) backlog?.took(come);
      else backlog?.lookAgain();
      news.ring();
    },
    async going() {
      const { feed } = await feeds.told(agency);
      return { lag: feed.sequence - place.sequence, parked: feed.parked.size, ...(because && { because }) };
    },
    async stop() {
      stopping.abort();
      await Promise.all([to.close(), running]);
    },
  };
};
