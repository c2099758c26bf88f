import type pg from 'pg';
import { EventStoreError, type Appended, type Claim, type Instant } from '@hub/eventsourcing';
import { appendBatch, type Outcome, type Request } from './batch.js';
import { isRefused, translated } from './failure.js';

/** Limits of one transaction, so that nobody waits long behind a large one. */
const MOST_REQUESTS = 256;
const MOST_CHARACTERS = 4 * 1024 * 1024;

interface Waiting {
  readonly request: Request;
  /** Others that came with the same command id at the same time. */
  readonly copies: Waiting[];
  readonly resolve: (answer: Appended) => void;
  readonly reject: (error: unknown) => void;
}

const keyOf = ({ agency, commandId }: Claim): string => JSON.stringify([agency, commandId]);

const sizeOf = ({ encoded }: Request): number =>
  encoded.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

/** Takes the next batch off the queue. A command id comes once in it; copies travel with the first. */
const takeBatch = (queue: Waiting[]): Waiting[] => {
  const batch = new Map<string, Waiting>();
  let characters = 0;
  let taken = 0;
  for (const waiting of queue) {
    characters += sizeOf(waiting.request);
    if (batch.size === MOST_REQUESTS || (taken > 0 && characters > MOST_CHARACTERS)) break;
    const key = keyOf(waiting.request.append.claim);
    const first = batch.get(key);
    if (first) first.copies.push(waiting);
    else batch.set(key, waiting);
    taken += 1;
  }
  queue.splice(0, taken);
  return [...batch.values()];
};

const MEANING = {
  'revision-conflict': 'the stream has moved on',
  'command-conflict': 'the command id was used for another request',
} as const;

const answerFrom = ({ append }: Request, { first_stream, revision, position, first_ids }: Outcome): Appended => ({
  stream: first_stream ?? append.stream,
  revision,
  position,
  eventIds: first_ids ?? append.events.map(({ id }) => id),
  replayed: first_ids !== null,
});

const answerCopy = (copy: Waiting, first: Waiting, answer: Appended): void => {
  const same = copy.request.append.claim.requestMac === first.request.append.claim.requestMac;
  if (same) copy.resolve({ ...answer, replayed: true });
  else copy.reject(new EventStoreError('command-conflict', MEANING['command-conflict']));
};

/**
 * Appends through one transaction at a time: whatever comes while one is on its way to disk goes into the next.
 *
 * A request that fails never fails its neighbours.
 */
export const groupCommit = (pool: pg.Pool, now: () => Instant) => {
  const queue: Waiting[] = [];
  let flushing: Promise<void> | undefined;

  const settle = (waiting: Waiting, outcome: Outcome): void => {
    const copies = waiting.copies.splice(0);
    if (outcome.outcome === 'appended' || outcome.outcome === 'replayed') {
      const answer = answerFrom(waiting.request, outcome);
      waiting.resolve(answer);
      for (const copy of copies) answerCopy(copy, waiting, answer);
    } else {
      waiting.reject(new EventStoreError(outcome.outcome, MEANING[outcome.outcome]));
      // Each copy is a command of its own again, with an expectation that may hold.
      queue.unshift(...copies);
    }
  };

  const fail = (batch: readonly Waiting[], error: unknown): void => {
    const meaning = translated(error);
    for (const { copies, reject } of batch) {
      reject(meaning);
      for (const copy of copies.splice(0)) copy.reject(meaning);
    }
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await appendBatch(
        pool,
        batch.map(({ request }) => request),
        now(),
      );
      for (const [index, outcome] of outcomes.entries()) {
        const waiting = batch[index];
        if (waiting) settle(waiting, outcome);
      }
    } catch (error) {
      if (batch.length === 1 || !isRefused(error)) fail(batch, error);
      else for (const waiting of batch) await write([waiting]);
    }
  };

  const flush = async (): Promise<void> => {
    do {
      // Lets everybody who was just answered, or who asks in the same turn, join the batch.
      await new Promise(setImmediate);
      await write(takeBatch(queue));
    } while (queue.length > 0);
    flushing = undefined;
  };

  return {
    append: (request: Request): Promise<Appended> =>
      new Promise((resolve, reject) => {
        queue.push({ request, copies: [], resolve, reject });
        flushing ??= flush();
      }),
    /** Resolves once everything that was asked has been answered. */
    drained: (): Promise<void> => flushing ?? Promise.resolve(),
  };
};
