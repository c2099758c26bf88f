import { check, type Known } from './check.js';
import { GONE, metastream, type Expected, type Proposed, type Recorded } from './records.js';

/** What changes the log, and what is kept of it in a file. */
export type Change =
  | { readonly stream: string; readonly at: number; readonly events: readonly Proposed[] }
  | { readonly stream: string; readonly at: number; readonly tombstone: string };

/** Revision -1 is that of a stream that is not there. */
export type Outcome =
  | { readonly result: 'done'; readonly revision: bigint; readonly position: bigint }
  | { readonly result: 'wrong'; readonly current: bigint }
  | { readonly result: 'deleted' };

export interface View {
  readonly state: 'missing' | 'deleted' | 'there';
  readonly events: readonly Recorded[];
  /** The first revision that is still shown. */
  readonly first: number;
}

interface Stream {
  readonly events: Recorded[];
  tombstoned: boolean;
}

interface Settings {
  readonly now: () => number;
  readonly newId: () => string;
  /** Called with every change before it can be seen. */
  readonly keep: (change: Change) => void;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const HEADER = 120n;

/** The streams of one node in memory, with the rules of its writers and the view of its readers. */
export class Log {
  readonly all: Recorded[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #ids = new Map<string, Recorded>();
  readonly #listeners = new Set<() => void>();
  readonly #settings: Settings;
  #end = 0n;
  #comparesIds = true;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Where the next event will stand. */
  get end(): bigint {
    return this.#end;
  }

  /** Tells of every change, after it can be seen. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Does something as a node would that has lost what it knew of ids: it takes a repeat for something new. */
  forgetting<T>(work: () => T): T {
    this.#comparesIds = false;
    try {
      return work();
    } finally {
      this.#comparesIds = true;
    }
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    const known = this.#known(stream);
    const ids = events.map(({ id }) => (this.#comparesIds ? id : ''));
    const verdict = check(known, expected, ids);
    const current = BigInt(known.events.length) - 1n;
    if (verdict === 'deleted') return { result: 'deleted' };
    if (verdict === 'wrong') return { result: 'wrong', current };
    if (verdict !== 'store') {
      return { result: 'done', revision: verdict.repeats.revision, position: verdict.repeats.position };
    }
    if (events.length === 0) return { result: 'done', revision: current, position: this.#end };
    const last = this.#change({ stream, at: this.#settings.now(), events });
    if (known.softDeleted) this.#setTruncation(stream, current + 1n);
    return { result: 'done', revision: last.revision, position: last.position };
  }

  /** Hides what is there; the stream can be written to again. */
  softDelete(stream: string, expected: Expected): Outcome {
    return this.#removing(stream, expected, () => this.#setTruncation(stream, GONE));
  }

  /** Ends the stream for good. */
  tombstone(stream: string, expected: Expected): Outcome {
    return this.#removing(stream, expected, () =>
      this.#change({ stream, at: this.#settings.now(), tombstone: this.#settings.newId() }),
    );
  }

  view(name: string): View {
    const { events, tombstoned } = this.#stream(name);
    if (tombstoned) return { state: 'deleted', events, first: events.length };
    const { $tb = 0, $maxCount } = this.#metadata(name);
    const kept = $maxCount === undefined ? 0 : events.length - $maxCount;
    const first = Math.max(0, Math.min($tb, events.length), kept);
    return { state: events.length > first ? 'there' : 'missing', events, first };
  }

  /** Makes a change that was decided before, as when the log is read from its file. */
  restore(change: Change): Recorded {
    const { stream: name, at } = change;
    const stream = this.#stream(name);
    this.#streams.set(name, stream);
    if ('tombstone' in change) {
      stream.tombstoned = true;
      const mark = { id: change.tombstone, type: '$streamDeleted', isJson: false, data: json({}), metadata: json({}) };
      return this.#record({ ...mark, stream: name, revision: GONE, position: this.#end, created: at });
    }
    for (const event of change.events) {
      const revision = BigInt(stream.events.length);
      stream.events.push(this.#record({ ...event, stream: name, revision, position: this.#end, created: at }));
    }
    return stream.events.at(-1)!;
  }

  /** Takes a change that the log of the leader has made. */
  replicate(change: Change): void {
    this.restore(change);
    for (const listener of this.#listeners) listener();
  }

  #record(event: Recorded): Recorded {
    this.#end += HEADER + BigInt(event.data.length + event.metadata.length);
    this.all.push(event);
    this.#ids.set(event.id, event);
    return event;
  }

  #change(change: Change): Recorded {
    this.#settings.keep(change);
    const last = this.restore(change);
    for (const listener of this.#listeners) listener();
    return last;
  }

  #stream(name: string): Stream {
    return this.#streams.get(name) ?? { events: [], tombstoned: false };
  }

  #known(name: string): Known {
    const { events, tombstoned } = this.#stream(name);
    const stored = (id: string): Recorded | undefined => {
      const event = this.#ids.get(id);
      return event?.stream === name ? event : undefined;
    };
    const hasMetadata = this.#stream(metastream(name)).events.length > 0;
    return { events, tombstoned, hasMetadata, softDeleted: this.#metadata(name).$tb === Number(GONE), stored };
  }

  #metadata(name: string): { readonly $tb?: number; readonly $maxCount?: number } {
    const last = this.#stream(metastream(name)).events.at(-1);
    return last === undefined ? {} : (JSON.parse(Buffer.from(last.data).toString()) as object);
  }

  #setTruncation(stream: string, before: bigint): Recorded {
    const data = Buffer.from(`{"$tb":${before}}`);
    const event = { id: this.#settings.newId(), type: '$metadata', isJson: true, data, metadata: Buffer.alloc(0) };
    return this.#change({ stream: metastream(stream), at: this.#settings.now(), events: [event] });
  }

  #removing(stream: string, expected: Expected, remove: () => Recorded): Outcome {
    const known = this.#known(stream);
    const current = BigInt(known.events.length) - 1n;
    const verdict = check(known, expected, []);
    if (verdict === 'deleted') return { result: 'deleted' };
    if (verdict !== 'store') return { result: 'wrong', current };
    const { revision, position } = remove();
    return { result: 'done', revision, position };
  }
}
