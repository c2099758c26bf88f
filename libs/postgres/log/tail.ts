import { NO_STREAM, shared, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';

/** An event, and how many characters it was read from. */
export interface Sized {
  readonly event: Recorded;
  readonly characters: number;
}

/** What reads the log itself. */
export interface TailReads extends Pick<EventStore, 'readMany' | 'isAfter'> {
  /** Whether nothing lies between the two. */
  readonly isNext: (position: Position, before: Position) => boolean;
  readonly sizedPage: (after: Position, limit: number) => Promise<readonly Sized[]>;
  readonly read: (stream: string, from: number, to: number) => Promise<readonly Recorded[]>;
}

export interface TailLimits {
  readonly events: number;
  readonly characters: number;
}

/** What is kept is there as objects, or will be, which take a few times as much room as their text. */
const LIMITS: TailLimits = { events: 10_000, characters: 8 * 1024 * 1024 };
const PAGE = 1_000;
/** A page that holds so much may have been cut short: by bytes, of which a character has four at most. */
const MUCH = 2 * 1024 * 1024;

const sizeOf = (events: readonly Sized[]): number => events.reduce((sum, { characters }) => sum + characters, 0);

/** The last events of a log, without a gap; those of each stream follow each other as well. */
const lastEvents = ({ isAfter }: Pick<EventStore, 'isAfter'>, most: TailLimits) => {
  let floor: Position | undefined;
  let kept: Sized[] = [];
  let characters = 0;
  const byStream = new Map<string, Recorded[]>();

  const head = (): Position | undefined => kept.at(-1)?.event.position ?? floor;

  const forget = ({ event, characters: size }: Sized): void => {
    const stream = byStream.get(event.stream);
    stream?.shift();
    if (stream?.length === 0) byStream.delete(event.stream);
    characters -= size;
    floor = event.position;
  };

  const forgetOldest = (): void => {
    let count = 0;
    for (const one of kept) {
      if (kept.length - count <= most.events && characters <= most.characters) break;
      forget(one);
      count += 1;
    }
    kept.splice(0, count);
  };

  /** Where the first event after a position is. */
  const placeAfter = (position: Position): number => {
    let [low, high] = [0, kept.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isAfter(kept[middle]?.event.position ?? position, position)) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    head,
    /** The log after a position is kept, as far as it is. */
    covers: (position: Position): boolean => floor !== undefined && !isAfter(floor, position),
    /** Nothing is kept before this. */
    restart(position: Position): void {
      [floor, kept, characters] = [position, [], 0];
      byStream.clear();
    },
    /** Takes in what follows a position that had been reached; some of it may be here already. */
    add(events: readonly Sized[]): void {
      const from = head();
      for (const one of events) {
        const { event } = one;
        if (from === undefined || !isAfter(event.position, from)) continue;
        kept.push(one);
        characters += one.characters;
        const stream = byStream.get(event.stream);
        if (stream) stream.push(event);
        else byStream.set(event.stream, [event]);
      }
      forgetOldest();
    },
    after(position: Position, limit: number): readonly Recorded[] {
      const first = placeAfter(position);
      return kept.slice(first, first + limit).map(({ event }) => event);
    },
    /** How far a stream goes in what is kept; `undefined` where nothing of it is. */
    lastOf: (stream: string): number | undefined => byStream.get(stream)?.at(-1)?.revision,
    /** A stream from a revision on; `undefined` where that revision is not kept. */
    from(stream: string, revision: number): readonly Recorded[] | undefined {
      const events = byStream.get(stream);
      const first = events?.[0]?.revision;
      return events && first !== undefined && first <= revision ? events.slice(revision - first) : undefined;
    },
  };
};

/**
 * The end of the log, read once for all who follow it in this process: however many they are, what has just been written comes
 * from PostgreSQL, and is parsed, one time.
 *
 * INVARIANT: history never changes, so what is kept stays true; and whoever asks what there is by now gets an answer that rests on
 * a question to the log that began after the call.
 */
export const logTail = (reads: TailReads, most: TailLimits = LIMITS) => {
  const { sizedPage, isAfter, isNext, read: readApart, readMany: manyApart } = reads;
  const last = lastEvents({ isAfter }, most);

  /** Reads on; true where that was all there was. */
  const readOn = shared(async (): Promise<boolean> => {
    const from = last.head();
    if (from === undefined) return false;
    const events = await sizedPage(from, PAGE);
    last.add(events);
    return events.length < PAGE && sizeOf(events) < MUCH;
  });

  const isKept = (after: Position): boolean => {
    const head = last.head();
    return last.covers(after) && head !== undefined && !isAfter(after, head);
  };

  /** Not from here; where it has come to the end, what follows is kept from now on. */
  const apart = async (after: Position, limit: number): Promise<readonly Recorded[]> => {
    const events = await sizedPage(after, limit);
    const head = last.head();
    if (events.length === 0 && (head === undefined || isAfter(after, head))) last.restart(after);
    return events.map(({ event }) => event);
  };

  const here = (after: Position, limit: number): readonly Recorded[] => (isKept(after) ? last.after(after, limit) : []);

  const page = async (after: Position, limit: number): Promise<readonly Recorded[]> => {
    const known = here(after, limit);
    if (known.length === limit) return known;
    if (last.covers(after)) await readOn();
    return isKept(after) ? last.after(after, limit) : apart(after, limit);
  };

  const fromHere = (streams: readonly string[], from: ReadonlyMap<string, number>): Map<string, readonly Recorded[]> =>
    new Map(
      streams.flatMap((stream) => {
        const events = last.from(stream, from.get(stream) ?? 0);
        return events ? [[stream, events] as const] : [];
      }),
    );

  const isAsked = (stream: string, to: ReadonlyMap<string, number> | undefined): boolean =>
    (last.lastOf(stream) ?? NO_STREAM) < (to?.get(stream) ?? Infinity);

  const readMany: EventStore['readMany'] = async (streams, from = new Map(), to?) => {
    const kept = fromHere(streams, from);
    if (kept.size === 0) return manyApart(streams, from);
    // What has been recorded stays: nothing has to be asked where all that is wanted is here.
    if ([...kept.keys()].some((stream) => isAsked(stream, to)) && !(await readOn())) return manyApart(streams, from);
    const known = fromHere(streams, from);
    const others = streams.filter((stream) => !known.has(stream));
    const all = new Map([...known, ...(others.length > 0 ? await manyApart(others, from) : [])]);
    return new Map([...all].filter(([, events]) => events.length > 0));
  };

  return {
    page,
    readMany,
    /** The same as `page`, but what there is may be more by now where it gives any. */
    next: async (after: Position, limit: number): Promise<readonly Recorded[]> => {
      const known = here(after, limit);
      return known.length > 0 ? known : page(after, limit);
    },
    /** What has just been written from `first` on need not be read where all before it is here. */
    took(first: Position, events: () => readonly Sized[]): void {
      const head = last.head();
      if (head !== undefined && isNext(first, head)) last.add(events());
    },
    async read(stream: string, from: number, to: number): Promise<readonly Recorded[]> {
      const here = last.from(stream, from);
      // What has been recorded stays: nothing has to be asked where all of it is here.
      const isWhole = here !== undefined && from + here.length > to;
      const known = here && (isWhole || (await readOn())) ? last.from(stream, from) : undefined;
      return known ? known.slice(0, Math.max(0, to - from + 1)) : readApart(stream, from, to);
    },
  };
};
