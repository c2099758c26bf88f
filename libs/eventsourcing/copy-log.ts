import type { Position } from './event.js';
import type { KeptAppend, LastEvent, LogImage } from './log-image.js';

/** The log that is copied to holds something else than the beginning of the log that is copied. */
export class LogsDiffer extends Error {
  override readonly name = 'LogsDiffer';
}

/** How a log is gone through from its beginning to its end. */
export interface Going {
  /** Ends it after the batch at hand. */
  readonly signal?: AbortSignal;
  /** Called after each batch: how far it has come, and the last position there is. */
  readonly progress?: (reached: Position, last: Position) => void;
}

export interface Copied {
  readonly events: number;
  /** Whether the log that is copied has grown meanwhile: then it is not all there. */
  readonly grew: boolean;
}

/** Does something with each batch of a log in turn, and says how far that has come. */
export const goThrough = async (
  log: LogImage,
  batches: AsyncIterable<readonly KeptAppend[]>,
  { signal, progress }: Going,
  work: (appends: readonly KeptAppend[]) => Promise<void> | void,
): Promise<void> => {
  const last = (await log.last())?.position;
  for await (const appends of batches) {
    signal?.throwIfAborted();
    await work(appends);
    const reached = appends.at(-1)?.position;
    if (reached !== undefined) progress?.(reached, last ?? reached);
  }
};

const differ = (): never => {
  throw new LogsDiffer('the log to copy to is not the beginning of the log to copy');
};

/**
 * Of the first appends that are read those that are not there yet, or not yet whole. The one that the last event there belongs to is
 * the first that added anything.
 */
const missing = (appends: readonly KeptAppend[], { id, position }: LastEvent): readonly KeptAppend[] => {
  const first = appends.find(({ events }) => events.length > 0);
  if (!first?.events.some((event) => event.id === id && event.position === position)) differ();
  const isWhole = first?.events.at(-1)?.id === id;
  return appends.filter((append) => append !== first || !isWhole);
};

const afterwards = async function* (from: LogImage, reached: LastEvent | undefined) {
  let before = reached;
  for await (const page of from.appends(reached?.position)) {
    yield before ? missing(page, before) : page;
    before = undefined;
  }
  if (before) differ();
};

/**
 * Copies what is not there yet: order, ids, bytes, revisions, positions, times and commands are kept. A copy that was broken
 * off anywhere goes on where it ended. Fails with `LogsDiffer`, and changes nothing, where something else is there.
 */
export const copyLog = async (from: LogImage, to: LogImage, going: Going = {}): Promise<Copied> => {
  const last = await from.last();
  let events = 0;
  await goThrough(from, afterwards(from, await to.last()), going, async (appends) => {
    await to.add(appends);
    for (const append of appends) events += append.events.length;
  });
  return { events, grew: (await from.last())?.id !== last?.id };
};
