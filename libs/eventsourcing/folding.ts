import type { Event } from './event.js';

/** Makes a state of what has happened. Pure. */
export interface Folding<S, E> {
  readonly initial: S;
  evolve(state: S, event: E): S;
  /** The state that `evolve` would come to event by event, for a state that costs something to copy. */
  evolveAll?(state: S, events: readonly E[]): S;
}

/** The state that a history leaves behind; with `from`, the state after what came before it. */
export const fold = <S, E>(folding: Folding<S, E>, history: readonly E[], from = folding.initial): S =>
  folding.evolveAll
    ? folding.evolveAll(from, history)
    : history.reduce((state, event) => folding.evolve(state, event), from);

/** How one record among many in a stream comes about. */
export interface RecordFolding<R, E extends Event> {
  /** The record that an event is about; `undefined` for an event of another context. */
  readonly idOf: (event: E) => string | undefined;
  /** The record after an event; `undefined` while there is none. */
  readonly evolve: (record: R | undefined, event: E) => R | undefined;
}

/** Folds the records of one stream by their ids: the map is copied once for all the events at hand, not once for each. */
export const foldingById = <R, E extends Event>({
  idOf,
  evolve,
}: RecordFolding<R, E>): Required<Folding<ReadonlyMap<string, R>, E>> => {
  const evolveAll = (records: ReadonlyMap<string, R>, events: readonly E[]): ReadonlyMap<string, R> => {
    let copy: Map<string, R> | undefined;
    for (const event of events) {
      const id = idOf(event);
      if (id === undefined) continue;
      const before = (copy ?? records).get(id);
      const after = evolve(before, event);
      if (after !== undefined && after !== before) (copy ??= new Map(records)).set(id, after);
    }
    return copy ?? records;
  };
  return { initial: new Map(), evolve: (records, event) => evolveAll(records, [event]), evolveAll };
};
