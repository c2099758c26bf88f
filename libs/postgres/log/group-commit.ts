import type pg from 'pg';
import { EventStoreError, type Appended, type Claim, type Instant } from '@hub/eventsourcing';
import { appendBatch, type Outcome, type Request } from './batch.js';
import { isRefused, translated } from './failure.js';

/** Batches on their way at the same time: while one is on its way to disk, the next is made and sent. */
export const LANES = 2;

/** Waiting requests from which on a free lane is left its share. */
const WORTH_SHARING = 16;

/** Limits of one transaction, so that nobody waits long behind a large one. */
const MOST_REQUESTS = 256;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Beyond this many in the queue, pushing back is kinder than a long wait. */
const MOST_WAITING = 10_000;

/** A request that was carried out just now. */
export interface Committed {
  readonly request: Request;
  readonly outcome: Outcome;
}

interface Waiting {
  readonly request: Request;
  /** Others that came with the same command id at the same time. */
  readonly copies: Waiting[];
  readonly resolve: (answer: Appended) => void;
  readonly reject: (error: unknown) => void;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const keyOf = ({ agency, commandId }: Claim): string => JSON.stringify([agency, commandId]);

const sizeOf = ({ encoded }: Request): number =>
  encoded.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);

/** Takes the next batch of at most `most` off the queue. A command id comes once in it; copies travel with the first. */
const takeBatch = (queue: Waiting[], most: number): Waiting[] => {
  const batch = new Map<string, Waiting>();
  let characters = 0;
  let taken = 0;
  for (const waiting of queue) {
    characters += sizeOf(waiting.request);
    if (batch.size === most || (taken > 0 && characters > MOST_CHARACTERS)) break;
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
 * Appends in batches, each in one transaction: whatever comes while the lanes are busy goes into the next.
 *
 * The lock in the database puts the batches in one order, whoever sends them. A request that fails never fails its
 * neighbours. `committed` is told what is in the log by now, once whoever asked for it has gone on.
 */
export const groupCommit = (pool: pg.Pool, now: () => Instant, committed: (batch: readonly Committed[]) => void) => {
  const queue: Waiting[] = [];
  const draining: (() => void)[] = [];
  let busy = 0;

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
      const answered = outcomes.flatMap((outcome, index) => {
        const waiting = batch[index];
        return waiting ? [{ waiting, outcome }] : [];
      });
      for (const { waiting, outcome } of answered) settle(waiting, outcome);
      const appended = answered.flatMap(({ waiting: { request }, outcome }) =>
        outcome.outcome === 'appended' ? [{ request, outcome }] : [],
      );
      setImmediate(() => committed(appended));
    } catch (error) {
      if (batch.length === 1 || !isRefused(error)) fail(batch, error);
      else for (const waiting of batch) await write([waiting]);
    }
  };

  const share = (): number =>
    queue.length >= WORTH_SHARING && busy < LANES ? Math.ceil(queue.length / 2) : MOST_REQUESTS;

  const lane = async (): Promise<void> => {
    busy += 1;
    // Lets everybody who was just answered, or who asks in the same turn, join the batch.
    await nextTurn();
    while (queue.length > 0) {
      const batch = takeBatch(queue, share());
      if (queue.length > 0) open();
      await write(batch);
      await nextTurn();
    }
    busy -= 1;
    if (busy === 0) for (const done of draining.splice(0)) done();
  };

  const open = (): void => {
    if (busy < LANES) void lane();
  };

  return {
    append: (request: Request): Promise<Appended> =>
      new Promise((resolve, reject) => {
        if (queue.length >= MOST_WAITING) throw new EventStoreError('unavailable', 'too many appends are waiting');
        queue.push({ request, copies: [], resolve, reject });
        if (busy === 0) open();
      }),
    /** Resolves once everything that was asked has been answered. */
    drained: async (): Promise<void> => {
      if (busy > 0) await new Promise<void>((done) => draining.push(done));
    },
  };
};
