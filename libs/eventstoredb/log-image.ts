import { randomUUID } from 'node:crypto';
import { binaryEvent, END } from '@eventstore/db-client';
import { MAX_APPEND_BYTES, NO_STREAM, type KeptAppend, type KeptEvent, type LogImage } from '@hub/eventsourcing';
import { lastPlaceIn, ownIn, wholeLog } from './all.js';
import { claimStream, uuidFrom, type Attempt } from './attempt.js';
import { BASE, BASE_STREAM, baseData, baseIn, baseOf } from './base.js';
import { claimingWith } from './claiming.js';
import { orElse } from './failure.js';
import { gathering } from './gathering.js';
import { deadlineIn } from './limits.js';
import { opened, type EventStoreDbLog } from './opened.js';
import { BEGINNING } from './places.js';
import { streamsOf } from './reading.js';
import { isCopied, isOwn, keptFrom, type Raw } from './record.js';

const PAGE = 2_000;
const AT_ONCE = 50;

/** An envelope of a copied event says more than one of an event that was recorded here: of large appends not all goes at once. */
const MOST_AT_ONCE = MAX_APPEND_BYTES - 128 * 1024;

const sizeOf = ({ type, data, metadata }: KeptEvent): number =>
  2 * type.length + Buffer.byteLength(data) + Buffer.byteLength(metadata) + 300;

/** Runs of events that the server takes at once. */
const portionsOf = (events: readonly KeptEvent[]): readonly (readonly KeptEvent[])[] => {
  const portions: KeptEvent[][] = [];
  let size = Infinity;
  for (const event of events) {
    size += sizeOf(event);
    if (size > MOST_AT_ONCE) {
      portions.push([]);
      size = sizeOf(event);
    }
    portions.at(-1)?.push(event);
  }
  return portions;
};

/** The attempt that a copied append is claimed by: the same each time. */
const attemptOf = ({ claim, stream, revision, position, events }: KeptAppend, index: number): Attempt => ({
  claim: claimStream(claim),
  index,
  id: uuidFrom(['copied', claimStream(claim), index]),
  ...claim,
  stream,
  expected: revision - events.length,
  ids: events.map(({ id }) => id),
  ...(events.length === 0 && { position }),
});

const told = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw orElse(error);
  }
};

/** The log on EventStoreDB, whole: for whoever moves it while no hub writes it. */
export const eventStoreDbLogImage = (at: EventStoreDbLog): LogImage => {
  // What is copied has its own times.
  const reading = opened(at, () => '');
  const streams = streamsOf(reading);
  const base = baseOf(streams, reading.timeouts);
  const log = wholeLog(reading, base);
  const { write, attempts, claim, carryOut } = claimingWith(reading, { streams, base });
  const whole = () => deadlineIn(reading.timeouts.whole);
  const kept = (raw: Raw) => keptFrom(raw, reading.recorded);
  let onlyCopies = false;

  const everything = async function* (): AsyncGenerator<readonly Raw[]> {
    let place = BEGINNING;
    for (;;) {
      const { found, ended } = await told(log.after(place, PAGE, whole()));
      yield found.flatMap(({ raw }) => raw ?? []);
      if (ended) return;
      place = lastPlaceIn(found);
    }
  };

  const lastOwn = async (): Promise<Raw | undefined> => {
    for (let place: bigint | typeof END = END; ;) {
      const found = await log.before(place, PAGE, whole());
      const [own] = ownIn(found);
      if (own || found.length < PAGE) return own;
      place = lastPlaceIn(found);
    }
  };

  const holdsOnlyCopies = async (): Promise<boolean> => {
    if (onlyCopies) return true;
    for await (const raws of everything()) if (raws.some((raw) => isOwn(raw) && !isCopied(raw))) return false;
    return (onlyCopies = true);
  };

  /** INVARIANT: what is recorded here afterwards lies after everything that is copied: by its place, or by what that is counted from. */
  const makeRoom = async (appends: readonly KeptAppend[]): Promise<void> => {
    const [end] = await log.before(END, 1, whole());
    const last = await streams.last(BASE_STREAM, whole());
    const from = (end?.at ?? BEGINNING) + baseIn(last);
    const positions = appends.flatMap(({ events }) => events).map(({ position }) => BigInt(position));
    // Each has a place that lies beyond those before it.
    if (positions.every((position, index) => position <= from + BigInt(index + 1))) return;
    if (!(await holdsOnlyCopies()))
      throw new Error('positions of the log to copy lie beyond those here: copy it to an empty log');
    const event = binaryEvent({ id: randomUUID(), type: BASE, data: baseData(positions.at(-1) ?? 0n) });
    await write(BASE_STREAM, [event], last ? Number(last.revision) : NO_STREAM, whole());
  };

  /** Claims the command of an append beside what else was attempted; nothing where it added nothing, and is here already. */
  const claimed = async (append: KeptAppend): Promise<Attempt | undefined> => {
    const first = attemptOf(append, 0);
    if (await claim(first, whole())) return first;
    const there = await attempts(first.claim, whole());
    if (append.events.length === 0 && there.some(({ requestMac }) => requestMac === first.requestMac)) return undefined;
    const mine = there.map(({ index }) => attemptOf(append, index)).find(({ id, index }) => there[index]?.id === id);
    const next = mine ?? attemptOf(append, there.length);
    if (!mine && !(await claim(next, whole()))) throw new Error('somebody else writes the log to copy to');
    return next;
  };

  const addEvents = async (attempt: Attempt, events: readonly KeptEvent[]): Promise<void> => {
    let { expected } = attempt;
    for (const encoded of portionsOf(events)) {
      const portion = { ...attempt, expected, ids: encoded.map(({ id }) => id) };
      const copied = encoded.map(({ position, recordedAt }) => ({ position, recordedAt }));
      const outcome = await carryOut(portion, { encoded, copied }, whole());
      if (outcome === 'dead') throw new Error(`the stream ${attempt.stream} of the log to copy to has moved on`);
      expected += encoded.length;
    }
  };

  const added = async (appends: readonly KeptAppend[]): Promise<void> => {
    await makeRoom(appends);
    for (const append of appends) {
      const attempt = await claimed(append);
      if (attempt) await addEvents(attempt, append.events);
    }
  };

  return {
    async last() {
      const raw = await told(lastOwn());
      return raw && kept(raw);
    },

    async *appends(from) {
      let begun = from === undefined;
      const isWanted = ({ events }: KeptAppend): boolean =>
        (begun ||= events.some(({ position }) => position === from));
      const gather = gathering(kept);
      for await (const raws of everything()) {
        const appends = raws.flatMap((raw) => gather(raw) ?? []).filter(isWanted);
        for (let first = 0; first < appends.length; first += AT_ONCE) yield appends.slice(first, first + AT_ONCE);
      }
    },

    add: (appends) => told(added(appends)),

    close: () => reading.connection.close(),
  };
};
