import type pg from 'pg';
import type { Position, Recorded } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import { transaction } from '../connection.js';
import type { Source } from './batch.js';
import { advance, Overtaken, type Move } from './checkpoints.js';
import { failureAt, isPassing, type Failure } from './fault.js';
import { foldAll, foldOne, type Folded } from './folding.js';
import { inTurn, write } from './write.js';

/** A projection on its way along the log. */
export interface Member {
  readonly projection: Projection;
  position: Position;
}

export interface Lane {
  readonly source: Source;
  readonly owner: pg.Pool;
  readonly members: readonly Member[];
  readonly signal: AbortSignal;
  readonly moved: (member: Member) => void;
  /** The projection stands before this event and has left the lane. */
  readonly failed: (member: Member, failure: Failure) => Promise<void>;
}

/** Milliseconds that what has just come waits: whoever is being answered goes first. */
const AFTER_YOU = 5;

/** The log after a position: large pages while there is much of it, then as it comes. */
async function* along(source: Source, after: Position, signal: AbortSignal): AsyncGenerator<readonly Recorded[]> {
  let position = after;
  for (let coming = source.page(position); !signal.aborted;) {
    const page = await coming;
    const last = page.at(-1);
    if (!last) break;
    position = last.position;
    // PostgreSQL reads the next page while this one is opened and folded.
    coming = source.page(position);
    coming.catch(() => undefined);
    yield page;
  }
  if (signal.aborted) return;
  yield* source.log.follow(position, signal, { linger: AFTER_YOU });
}

const moveOf = ({ projection, position }: Member, events: readonly Recorded[]): Move => ({
  projection: projection.name,
  version: projection.version,
  from: position,
  to: events.at(-1)?.position ?? position,
  handled: events.length,
});

type Work = ReadonlyMap<Member, Folded>;

/** Follows the log with several projections, all of which read each event once, and write in one transaction. */
export const lane = async ({ source, owner, members, signal, moved, failed }: Lane): Promise<void> => {
  const running = new Set(members);
  const { isAfter } = source.log;
  const starts = new Map(members.map((member) => [member, member.position]));

  const reached = (member: Member, events: readonly Recorded[]): void => {
    member.position = events.at(-1)?.position ?? member.position;
    moved(member);
  };

  const fail = async (member: Member, failure: Failure): Promise<void> => {
    running.delete(member);
    await failed(member, failure);
  };

  const together = (work: Work): Promise<void> =>
    transaction(
      owner,
      (client) => {
        const moves = [...work].map(([member, { events }]) => moveOf(member, events));
        const plans = [...work.values()].flatMap(({ plan }) => plan());
        return inTurn([advance(client, 'live', moves), write(client, 'live', plans)]);
      },
      { inOnePiece: true },
    );

  /** One event at a time, up to the one that the tables refuse. */
  const singly = async (member: Member, fold: Folded): Promise<Failure | undefined> => {
    for (const event of fold.events) {
      try {
        await together(new Map([[member, await foldOne(source, member.projection, event)]]));
      } catch (error) {
        if (isPassing(error) || error instanceof Overtaken) throw error;
        return failureAt(event, error);
      }
      reached(member, [event]);
    }
    return undefined;
  };

  const carryOut = async (work: Work): Promise<void> => {
    const some: Work = new Map([...work].filter(([, { events }]) => events.length > 0));
    if (some.size === 0) return;
    try {
      await together(some);
      for (const [member, { events }] of some) reached(member, events);
    } catch (error) {
      if (isPassing(error) || error instanceof Overtaken) throw error;
      // Somebody's rows were refused. Apart from each other, so that the others go on.
      for (const [member, fold] of some) {
        const failure = await singly(member, fold);
        if (failure) await fail(member, failure);
      }
    }
  };

  const ready = async (events: readonly Recorded[]): Promise<Work> => {
    const current = [...running];
    const folders = current.map((member) => {
      const start = starts.get(member) ?? source.log.start;
      return { projection: member.projection, isNew: (position: Position) => isAfter(position, start) };
    });
    const folds = await foldAll(source, events, folders);
    return new Map(folds.flatMap((fold, index) => (current[index] ? [[current[index], fold] as const] : [])));
  };

  const finish = async (work: Work): Promise<void> => {
    const current = new Map([...work].filter(([member]) => running.has(member)));
    await carryOut(current);
    for (const [member, { failure }] of current) if (failure && running.has(member)) await fail(member, failure);
  };

  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const first = [...starts.values()].reduce((least, position) => (isAfter(least, position) ? position : least));
  const batches = along(source, first, stop);
  const next = async (): Promise<Work | undefined> => {
    const coming = await batches.next();
    return coming.done === true ? undefined : ready(coming.value);
  };

  try {
    // While PostgreSQL writes one batch, the next is read, opened and folded.
    for (let coming = next(); running.size > 0;) {
      const work = await coming;
      if (!work || stop.aborted) return;
      coming = next();
      coming.catch(() => undefined);
      await finish(work);
    }
  } finally {
    ended.abort();
    await batches.return(undefined);
  }
};
