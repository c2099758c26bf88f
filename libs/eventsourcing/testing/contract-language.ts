import { randomUUID } from 'node:crypto';
import {
  NO_STREAM,
  type Append,
  type Claim,
  type EventStore,
  type Following,
  type Instant,
  type NewEvent,
  type Position,
  type Recorded,
} from '../index.js';

/** The log under test and its clock, which a test may set. */
export interface UnderTest {
  readonly store: EventStore;
  now: Instant;
}

/** Streams and commands that no other test has, so that one log serves them all. */
export const newStream = (): string => `contract-${randomUUID()}`;

export const newClaim = (): Claim => ({ agency: 'school', commandId: randomUUID(), requestMac: 'mac-1' });

export const happened = (data: object = {}): NewEvent => ({
  type: 'SomethingHappened',
  id: randomUUID(),
  data,
  metadata: { agency: 'school', actor: 'worker-1', correlationId: 'correlation-1' },
});

/** An append of one event to a new stream, except for what is said. */
export const appendOf = (said: Partial<Append> = {}): Append => ({
  stream: newStream(),
  events: [happened()],
  expected: NO_STREAM,
  claim: newClaim(),
  ...said,
});

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Reads from a position to the end of the log in small pages. */
export const pagesAfter = async (store: EventStore, after: Position, limit = 7): Promise<Recorded[]> => {
  const found: Recorded[] = [];
  for (let position = after; ;) {
    const page = await store.page(position, limit);
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
    const last = page.at(-1);
    if (!last) return found;
    position = last.position;
  }
};

/** Follows until `count` events of interest have come, then stops following. */
export const followed = async (
  store: EventStore,
  after: Position,
  count: number,
  interesting: (event: Recorded) => boolean = () => true,
  options: Following = {},
): Promise<Recorded[]> => {
  const stop = new AbortController();
  const found: Recorded[] = [];
  for await (const batch of store.follow(after, stop.signal, options)) {
    expect(batch.length).toBeGreaterThan(0);
    found.push(...batch.filter(interesting));
    if (found.length >= count) stop.abort();
  }
  return found;
};

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
