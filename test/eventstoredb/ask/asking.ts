import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import {
  EventStoreDBClient,
  jsonEvent,
  type AppendResult,
  type AppendToStreamOptions,
  type EventData,
  type ReadStreamOptions,
  type ResolvedEvent,
  type StreamSubscription,
  type AllStreamSubscription,
} from '@eventstore/db-client';

/** How long an answer is waited for, in milliseconds; it is part of the answer that never comes. */
const PATIENCE = 6_000;

export type Questions = Readonly<Record<string, () => Promise<unknown>>>;
type Event = NonNullable<ResolvedEvent['event']>;

export interface Followed {
  readonly events: readonly Event[];
  readonly ns: readonly unknown[];
  /** What it told of itself until enough had come. */
  readonly life: readonly unknown[];
}

/** A value with nothing in it that differs from run to run, as JSON can hold it. */
const plainFor = (run: string) => {
  const plain = (value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'string') return value.replaceAll(run, 'RUN');
    if (Array.isArray(value)) return value.map(plain);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).filter(([, held]) => held !== undefined);
    return Object.fromEntries(entries.map(([key, held]) => [key, plain(held)]));
  };
  return plain;
};

const withinPatience = <T>(work: Promise<T>, patience = PATIENCE): Promise<T | { neverSettledWithin: number }> =>
  Promise.race([work, wait(patience, { neverSettledWithin: patience }, { ref: false })]);

/** What the questions have in common: a client, streams of their own, and answers in a form that can be compared. */
export class Asking {
  readonly credentials = { username: 'admin', password: 'changeit' };
  readonly run = randomUUID().slice(0, 8);
  readonly type = `probe-${this.run}-happened`;
  readonly plain = plainFor(this.run);
  readonly client: EventStoreDBClient;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    this.client = EventStoreDBClient.connectionString(url);
  }

  stream(name: string): string {
    return `probe-${this.run}-${name}`;
  }

  event(n: number) {
    return jsonEvent({ id: randomUUID(), type: this.type, data: { n } });
  }

  events(from: number, count: number) {
    return Array.from({ length: count }, (_, i) => this.event(from + i));
  }

  /** With credentials, so that the client takes its unary path. */
  write(name: string, events: EventData | EventData[], options: AppendToStreamOptions = {}): Promise<AppendResult> {
    return this.client.appendToStream(this.stream(name), events, { credentials: this.credentials, ...options });
  }

  append(name: string, events: EventData | EventData[], options: AppendToStreamOptions = {}): Promise<unknown> {
    return this.answer(async () => this.accepted(await this.write(name, events, options)));
  }

  async all(name: string, options: ReadStreamOptions = {}): Promise<readonly Event[]> {
    const found: Event[] = [];
    for await (const { event } of this.client.readStream(this.stream(name), options)) if (event) found.push(event);
    return found;
  }

  read(name: string, options: ReadStreamOptions = {}): Promise<unknown> {
    return this.answer(async () => {
      const found = await this.all(name, options);
      return { revisions: found.map(({ revision }) => this.plain(revision)), ns: found.map(numberOf) };
    });
  }

  /** What the work comes to: its result, the error that it ends in, or that it never ends. */
  async answer(work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await withinPatience(work());
    } catch (error) {
      return this.refusal(error as Error);
    }
  }

  accepted({ success, nextExpectedRevision, position }: AppendResult): unknown {
    return { success, nextExpectedRevision: this.plain(nextExpectedRevision), hasPosition: position !== undefined };
  }

  refusal(error: Error): unknown {
    const told = ['type', 'code', 'streamName', 'expectedVersion', 'actualVersion', 'maxAppendSize'];
    const facts = told.map((fact) => [fact, Reflect.get(error, fact) as unknown] as const);
    return this.plain({ error: error.constructor.name, ...Object.fromEntries(facts) });
  }

  /** Reads a subscription until enough has come; `whenLive` is done once it has caught up. */
  async follow(
    subscription: StreamSubscription | AllStreamSubscription,
    enough: (events: readonly Event[]) => boolean,
    whenLive?: () => Promise<unknown>,
  ): Promise<Followed> {
    const emitter: NodeJS.EventEmitter = subscription;
    const events: Event[] = [];
    const life: unknown[] = [];
    let watching = true;
    const tell = (what: unknown): void => {
      if (watching) life.push(what);
    };
    for (const name of ['confirmation', 'caughtUp', 'fellBehind', 'end', 'close']) emitter.on(name, () => tell(name));
    emitter.on('error', (error: Error) => tell(this.refusal(error)));
    const live = whenLive && once(emitter, 'caughtUp').then(whenLive);
    const reading = async (): Promise<void> => {
      for await (const { event } of subscription) {
        if (event) events.push(event);
        if (!enough(events)) continue;
        // What our own leaving causes says nothing about the server.
        watching = false;
        break;
      }
    };
    await withinPatience(Promise.all([reading(), live]), 30_000);
    await subscription.unsubscribe();
    return { events, ns: events.map(numberOf), life };
  }
}

const numberOf = (event: Event): unknown => (event.data as { readonly n?: unknown }).n;
