import type { Cause, Feed } from '@hub/disclosures';
import type { EventStore, Position } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import type { AgencyId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import { batching, type Batch } from './batch.js';
import { lookingBack } from './before.js';
import { building, type BuildingPorts } from './building.js';
import { business, type Business } from './business.js';
import { FeedMoved, feedWriter, type FeedWriter } from './feed-writer.js';
import { judging, type Judge, type Judged } from './judging.js';
import { chunksOf, planning, type Task } from './planning.js';
import { knowingReferences } from './references.js';
import { resuming } from './resuming.js';
import { isSuspended, mustBeActive } from './standing.js';
import { lookFor, teller } from './tell.js';
import type { Listener } from './telling.js';

export interface ReleasingPorts extends BuildingPorts {
  readonly store: Pick<EventStore, 'append' | 'read' | 'readMany' | 'heads' | 'head' | 'page' | 'isAfter' | 'start'>;
  /** As of when the log was last asked for its head, or later: what is released is looked at once more before it leaves. */
  readonly facts: FactsGatherer;
  readonly now: () => string;
}

/** From the log to the feeds of the partners. */
export interface Releasing {
  /** Takes in a page of the log that has been dealt with: who has subscribed, and who has to do with whom. */
  remember(page: readonly CauseEvent[]): void;
  /** Releases what the next page of the log leads to; durable once resolved. The same page again leads to nothing more. */
  release(page: readonly CauseEvent[]): Promise<void>;
  /** Takes in what the feeds of all partners have come to: for one that begins where another has ended. */
  catchUp(): Promise<void>;
  /** How many people and agreements are parked, for all partners that are told anything. */
  parked(): number;
}

/** So much is looked at at a time. */
const AT_ONCE = 64;
/** A feed is written to by others only now and then. */
const ATTEMPTS = 10;

/** A partner's feed, and what is kept in mind of it. */
interface Book {
  readonly log: FeedWriter;
}

const parkedIn = (page: readonly CauseEvent[]): ReadonlySet<AgencyId> =>
  new Set(page.flatMap((event) => (event.type === 'PersonParked' ? [event.data.agencyId] : [])));

/** From where on somebody has waited who is told by this task. */
const waitsFrom = (task: Task, { unparked }: Feed): Cause | undefined => {
  if (task.kind === 'waiting') return unparked.get(task.key)?.cause;
  return task.waited && { eventId: task.cause.id, ...task.waited };
};

export const releasing = (ports: ReleasingPorts): Releasing => {
  const { store, facts, now } = ports;
  const hash = knowingReferences(ports.hash);
  const known: Business = business((a, b) => store.isAfter(a, b));
  const { plan, again } = planning(store, known);
  const whatWaited = resuming(store, again);
  const decided = judging({ facts, now, hash });
  const back = lookingBack({ store, facts, hash });
  const books = new Map<AgencyId, Book>();
  /** The log up to here has been dealt with. */
  let dealt: Position = store.start;

  /** INVARIANT: nothing is decided for an agency that is suspended, and so nothing is missed: it waits. */
  const judge: Judge = async (subscription, look) => {
    const judged = await decided(subscription, look);
    mustBeActive(judged.facts, subscription.agencyId);
    return judged;
  };

  const bookOf = (agency: AgencyId): Book => {
    const found = books.get(agency) ?? { log: feedWriter(ports, agency) };
    books.set(agency, found);
    return found;
  };

  /** Subscriptions may have ended since. */
  const stillActive = (task: Task): readonly Task[] => {
    const partner = known.stillActive(task.partner);
    return partner.subscriptions.length > 0 ? [{ ...task, partner }] : [];
  };

  const looksFor = async (task: Task): Promise<readonly Judged[]> => {
    const look = lookFor(task);
    return look ? Promise.all(task.partner.subscriptions.map((subscription) => judge(subscription, look))) : [];
  };

  const tellOne = async (task: Task, looks: readonly Judged[], batch: Batch): Promise<void> => {
    const { agency, subscriptions } = task.partner;
    const listener: Listener = { agency, subscriptions, feed: batch.feed() };
    const waitedFrom = waitsFrom(task, listener.feed);
    for (const outcome of await teller({ judge, back, store, hash }, listener)(task, looks))
      await batch.take(outcome, waitedFrom);
  };

  const tellAll = async (agency: AgencyId, tasks: readonly Task[], book: Book): Promise<void> => {
    const batch = batching({
      agency,
      log: book.log,
      build: building({ ...ports, hash }, agency),
      now,
      start: store.start,
    });
    let last: CauseEvent | undefined;
    for (const [nth, chunk] of chunksOf(tasks, AT_ONCE).entries()) {
      // How the log is by now, for all of them; of the first that has just been asked.
      if (nth > 0) await store.head();
      const looks = await Promise.all(chunk.map(looksFor));
      for (const [index, task] of chunk.entries()) {
        if (last && last !== task.cause) await batch.dealtWith(last);
        last = task.cause;
        await tellOne(task, looks[index] ?? [], batch);
      }
    }
    if (last) await batch.dealtWith(last);
    await batch.flush();
  };

  const isAhead = (upTo: Position | undefined, { cause }: Task): boolean =>
    upTo === undefined || store.isAfter(cause.position, upTo);

  /** Tells first what waited while the agency was suspended, and gives what is left; while it is suspended all of it waits. */
  const resumed = async (agency: AgencyId, tasks: readonly Task[], book: Book): Promise<readonly Task[]> => {
    const { paused, upTo } = book.log.state();
    if (paused === undefined) return tasks;
    const at = tasks.findIndex(({ kind, cause }) => kind === 'reinstated' && store.isAfter(cause.position, paused));
    const reinstated = tasks[at];
    if (!reinstated) return [];
    const { cause } = reinstated;
    const all = (
      await Promise.all(stillActive(reinstated).map(({ partner }) => whatWaited({ partner, cause, paused })))
    ).flat();
    await tellAll(
      agency,
      all.filter((task) => task.cause === cause || isAhead(upTo, task)),
      book,
    );
    await book.log.append(
      [{ type: 'ResumeFeed', data: { agencyId: agency, upTo: cause.position, now: now() } }],
      cause.id,
    );
    await store.head();
    return tasks.slice(at + 1);
  };

  const pause = (agencyId: AgencyId, { log }: Book, first: Task | undefined): Promise<void> => {
    const { upTo } = log.state();
    const since = upTo !== undefined && store.isAfter(upTo, dealt) ? upTo : dealt;
    return log.append([{ type: 'PauseFeed', data: { agencyId, since, now: now() } }], first?.cause.id ?? agencyId);
  };

  const attempt = async (agency: AgencyId, tasks: readonly Task[]): Promise<void> => {
    const book = bookOf(agency);
    // Asked together, these are one question.
    await Promise.all([book.log.catchUp(), store.head()]);
    try {
      const left = await resumed(agency, tasks, book);
      const { upTo } = book.log.state();
      await tellAll(agency, left.filter((task) => isAhead(upTo, task)).flatMap(stillActive), book);
    } catch (error) {
      if (!isSuspended(error)) throw error;
      // What waited before may have been told, and this suspension be another.
      if (book.log.state().paused !== undefined) return;
      await pause(agency, book, tasks[0]);
      // It may be reinstated by something that is among these.
      await attempt(agency, tasks);
    }
  };

  const releaseTo = async (agency: AgencyId, tasks: readonly Task[]): Promise<void> => {
    for (let count = 1; count <= ATTEMPTS; count += 1)
      try {
        await attempt(agency, tasks);
        return;
      } catch (error) {
        if (!(error instanceof FeedMoved)) throw error;
      }
    throw new Error('a feed keeps moving');
  };

  return {
    remember: (page) => {
      page.forEach((event) => known.take(event));
      dealt = page.at(-1)?.position ?? dealt;
    },
    release: async (page) => {
      const tasks = await plan(page);
      await Promise.all([...tasks].map(([agency, its]) => releaseTo(agency, its)));
      // Whoever sends sets aside too: it is counted at once.
      for (const agency of parkedIn(page)) if (!tasks.has(agency)) await bookOf(agency).log.catchUp();
      dealt = page.at(-1)?.position ?? dealt;
    },
    catchUp: async () => {
      for (const agency of known.partners()) await bookOf(agency).log.catchUp();
    },
    parked: () => known.partners().reduce((count, agency) => count + bookOf(agency).log.state().parked.size, 0),
  };
};
