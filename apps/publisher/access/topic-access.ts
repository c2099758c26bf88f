import type { EventStore } from '@hub/eventsourcing';
import { isDone, KafkaFailure, linesOf, type Access, type AccessPlan } from '@hub/kafka';
import { safeError, type Health, type Log } from '@hub/platform';
import { saysWhoReads, standingIn, topicReaders, type Principals } from '@hub/topic-readers';
import { setTimeout as sleep } from 'node:timers/promises';
import { bell } from '../send/waking.js';

export interface TopicAccessParts {
  readonly store: Pick<EventStore, 'read' | 'readMany' | 'head' | 'follow'>;
  readonly access: Access;
  readonly principals: Principals;
  readonly clock: () => Date;
  readonly log: Log;
  /** Milliseconds after which it looks again without being told; a minute unless said otherwise. */
  readonly every?: number;
}

/** Sees to it that topics are read by those who are told by them, and by nobody else, as soon as the log says so. */
export interface TopicAccess {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): Health;
}

/** An agreement may run out without anybody recording anything, and somebody may have been at the broker. */
const MINUTE = 60_000;
const PAUSE = 2_000;

export const topicAccess = ({
  store,
  access,
  principals,
  clock,
  log,
  every = MINUTE,
}: TopicAccessParts): TopicAccess => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { ring, heard } = bell();
  let health: Health = { up: false, because: 'not started' };
  let running: Promise<unknown> = Promise.resolve();
  let wider = '';

  const warnOf = (plan: AccessPlan): void => {
    const lines = linesOf({ ...plan, topics: [], grant: [], revoke: [] });
    if (lines.join() !== wider && lines.length > 0)
      log.warn({ lines }, 'a wider rule lets somebody at partners’ topics');
    wider = lines.join();
  };

  /** As it should be at this moment, whatever was done before: so nothing has to be remembered. */
  const settle = async (): Promise<void> => {
    const plan = await access.plan(topicReaders(await standingIn(store, clock().toISOString()), principals));
    warnOf(plan);
    if (isDone(plan)) return;
    await access.apply(plan);
    const { topics, revoke, grant } = plan;
    log.info({ made: topics.length, revoked: revoke.length, granted: grant.length }, 'access to topics changed');
  };

  const settlePatiently = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await settle();
        health = { up: true };
        await heard(every, signal);
      } catch (error) {
        health = { up: false, because: error instanceof KafkaFailure ? error.code : 'failed' };
        log.error(safeError(error), 'access to topics is not as it should be');
        await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const listen = async (): Promise<void> => {
    const from = await store.head();
    ring();
    for await (const batch of store.follow(from, signal)) if (batch.some(saysWhoReads)) ring();
  };

  const listenPatiently = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await listen();
      } catch (error) {
        log.error(safeError(error), 'nobody listens for who may read a topic');
        await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return {
    start: () => {
      running = Promise.all([listenPatiently(), settlePatiently()]);
      return Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await running;
      health = { up: false, because: 'stopped' };
    },
    health: () => health,
  };
};
