import { encodeAppend, type EncodedEvent } from './encode.js';
import type { Event, Instant, Metadata, Recorded } from './event.js';
import { EventStoreError, NO_STREAM, type Append, type Appended, type Claim, type EventStore } from './event-store.js';

const START = '0';
const BATCH = 500;

const keyOf = ({ agency, commandId }: Claim): string => JSON.stringify([agency, commandId]);

const promised = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a);

/** A log in memory, for tests: it forgets when its process ends, and keeps the contract otherwise. */
export const inMemoryEventStore = ({ now }: { readonly now: () => Instant }): EventStore => {
  const log: Recorded[] = [];
  const streams = new Map<string, Recorded[]>();
  const answers = new Map<string, { readonly requestMac: string; readonly answer: Appended }>();
  const closed = new AbortController();
  const waiting: (() => void)[] = [];
  const wakeAll = (): void => waiting.splice(0).forEach((wake) => wake());

  const headOf = (stream: string): number => streams.get(stream)?.at(-1)?.revision ?? NO_STREAM;

  const replay = (claim: Claim): Appended | undefined => {
    const known = answers.get(keyOf(claim));
    if (known && known.requestMac !== claim.requestMac)
      throw new EventStoreError('command-conflict', 'the command id was used for another request');
    return known && { ...known.answer, replayed: true };
  };

  const record = (stream: string, events: readonly EncodedEvent[]): void => {
    const history = streams.get(stream) ?? [];
    const recordedAt = later(now(), history.at(-1)?.recordedAt);
    for (const { id, type, data, metadata } of events) {
      const recorded: Recorded = {
        id,
        type,
        data: JSON.parse(data) as object,
        metadata: JSON.parse(metadata) as Metadata,
        stream,
        revision: history.length,
        position: String(log.length + 1),
        recordedAt,
      };
      history.push(recorded);
      log.push(recorded);
    }
    if (history.length > 0) streams.set(stream, history);
  };

  const append = ({ stream, events, expected, claim }: Append, encoded: readonly EncodedEvent[]): Appended => {
    const first = replay(claim);
    if (first) return first;
    if (expected !== headOf(stream)) throw new EventStoreError('revision-conflict', 'the stream has moved on');

    record(stream, encoded);
    const answer: Appended = {
      stream,
      revision: headOf(stream),
      position: String(log.length),
      eventIds: events.map(({ id }) => id),
      replayed: false,
    };
    answers.set(keyOf(claim), { requestMac: claim.requestMac, answer });
    wakeAll();
    return answer;
  };

  const historyOf = (stream: string, from = 0, to = Infinity): readonly Recorded[] =>
    (streams.get(stream) ?? []).slice(from, to + 1);

  const page = (after: string, limit: number): readonly Recorded[] => log.slice(Number(after), Number(after) + limit);

  return {
    start: START,
    append: (request) => promised(() => append(request, encodeAppend(request))),
    answerTo: (claim) => promised(() => replay(claim)),
    // Which events a stream holds is the caller's word, as in every adapter.
    read: <E extends Event>(stream: string, { from, to }: { from?: number; to?: number } = {}) =>
      promised(() => historyOf(stream, from, to) as readonly Recorded<E>[]),
    readMany: (names, from) =>
      promised(
        () =>
          new Map(names.filter((name) => streams.has(name)).map((name) => [name, historyOf(name, from?.get(name))])),
      ),
    heads: (names) => promised(() => new Map(names.map((name) => [name, headOf(name)]))),
    page: (after, limit) => promised(() => page(after, limit)),
    growth: (after, limit) =>
      promised(() => page(after, limit).map(({ stream, revision, position }) => ({ stream, revision, position }))),
    async *follow(after, signal) {
      const ended = AbortSignal.any([signal, closed.signal]);
      ended.addEventListener('abort', wakeAll, { once: true });
      for (let position = after; !ended.aborted;) {
        const batch = page(position, BATCH);
        if (batch.length > 0) yield batch;
        else await new Promise<void>((resolve) => waiting.push(resolve));
        position = batch.at(-1)?.position ?? position;
      }
    },
    head: () => promised(() => String(log.length)),
    isAfter: (a, b) => BigInt(a) > BigInt(b),
    close: () => promised(() => closed.abort()),
  };
};
