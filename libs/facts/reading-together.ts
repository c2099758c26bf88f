import type { EventStore, Recorded } from '@hub/eventsourcing';

/** From which revision on streams are wanted. */
type From = ReadonlyMap<string, number>;
/** Up to which, at least. */
type To = ReadonlyMap<string, number>;
type News = ReadonlyMap<string, readonly Recorded[]>;

/** So many reads are under way at most: a long one does not hold up the next. */
const AT_ONCE = 4;
/** Streams that are read at once, or so. */
const MANY = 500;

interface Waiting {
  readonly from: Map<string, number>;
  readonly to: Map<string, number>;
  readonly news: Promise<News>;
  start(): void;
}

/**
 * Reads many streams, as the log does; those who ask while enough is being read share the next read, which starts after they
 * asked. A stream may come from an earlier revision on than somebody asked for, and go on further.
 */
export const readingTogether = ({
  readMany,
}: Pick<EventStore, 'readMany'>): ((from: From, to: To) => Promise<News>) => {
  const waiting: Waiting[] = [];
  let running = 0;

  const read = async (from: From, to: To): Promise<News> => {
    running += 1;
    try {
      return await readMany([...from.keys()], from, to);
    } finally {
      running -= 1;
      waiting.shift()?.start();
    }
  };

  const another = (): Waiting => {
    const from = new Map<string, number>();
    const to = new Map<string, number>();
    let start = (): void => undefined;
    const news = new Promise<void>((resolve) => (start = resolve)).then(() => read(from, to));
    const made = { from, to, news, start };
    waiting.push(made);
    return made;
  };

  return (from, to) => {
    if (running < AT_ONCE) return read(from, to);
    const last = waiting.at(-1);
    const next = last && last.from.size < MANY ? last : another();
    for (const [stream, revision] of from) next.from.set(stream, Math.min(revision, next.from.get(stream) ?? revision));
    for (const [stream, revision] of to) next.to.set(stream, Math.max(revision, next.to.get(stream) ?? revision));
    return next.news;
  };
};
