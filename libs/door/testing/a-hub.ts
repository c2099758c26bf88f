import { createHash } from 'node:crypto';
import { rememberingGrowth, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';
import type { DisclosureEvent } from '@hub/disclosures';
import { factsGatherer } from '@hub/facts';
import { aLog, noteIndexOver, openedInClear, uuid, type Projecting } from '@hub/facts/testing';
import { door, type Asking, type Question } from '../index.js';
import { contentOver } from './a-content-store.js';
import { feedEntriesOver } from './feed-entries.js';

export interface HubOptions {
  /** Something between the hub and its log. */
  readonly through?: (store: EventStore) => EventStore;
}

/** The read side in one process over a log in memory, with no projection running that could be relied upon. */
export const aHub = ({ through = (store) => store }: HubOptions = {}) => {
  const log = aLog();
  let stopped: Position | undefined;
  const projecting: Projecting = { stoppedAt: () => stopped };
  const store = rememberingGrowth(through(log.store));
  const { content, asked } = contentOver(log.store, projecting);
  let ids = 1_000_000;
  const ports = {
    store,
    facts: factsGatherer({ store, index: noteIndexOver(log.store, projecting), open: openedInClear }),
    content,
    entries: feedEntriesOver(log.store, projecting),
    now: log.now,
    eventId: () => uuid((ids += 1)),
    hash: (use: string, text: string) => `hash-of-${use}-${createHash('sha256').update(text).digest('hex')}`,
  };

  /** The whole trail, in the order of the log. */
  const trail = async (): Promise<readonly Recorded<DisclosureEvent>[]> =>
    (await log.everything()).filter(({ stream }) =>
      stream.startsWith('disclosure-'),
    ) as readonly Recorded[] as readonly Recorded<DisclosureEvent>[];

  const stopProjections = async (): Promise<void> => {
    stopped = await log.store.head();
  };

  return { ...log, store, ports, door: door(ports), trail, stopProjections, permissions: asked };
};

export type Hub = ReturnType<typeof aHub>;

/** A pastoral lead of the school, for early help. */
export const asking: Asking = {
  agency: 'school',
  worker: 'w-school',
  role: 'pastoral-lead',
  channel: 'api',
  purpose: 'early-help',
  correlationId: 'call-1',
};

/** An information-governance officer of the same school. */
export const officer: Asking = {
  agency: 'school',
  worker: 'ig-1',
  role: 'ig-officer',
  channel: 'console',
  purpose: 'audit',
  correlationId: 'call-2',
};

let questions = 0;

/** Everything visible of a family, in the order of the decision. */
export const familyQuestion = (familyId: string, change: Partial<Question> = {}): Question => ({
  id: `q${String((questions += 1))}`,
  kind: 'family-view',
  action: 'view',
  asking,
  about: { familyId },
  choose: (visible) => ({ shown: visible }),
  ...(change.choose ? {} : { choice: 'everything' }),
  ...change,
});
