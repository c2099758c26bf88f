import type { Recorded } from '@hub/eventsourcing';
import type { Change } from './change.js';
import type { HubEvent, Of } from './hub-event.js';
import type { Table } from './table.js';

/** What each kind of event does to the rows; kinds that are not named do nothing. */
export type Folds = {
  readonly [T in HubEvent['type']]?: (event: Of<T>, earlier: readonly Recorded[]) => readonly Change[];
};

/**
 * What becomes of a table's rows when people's keys have been destroyed, so that they are those that a rebuild would make:
 * rows about such a person go, or a column is emptied where everybody in a JSON list of ids has been forgotten.
 */
export type Forgetting =
  | { readonly table: Table; readonly removeBy: string }
  | { readonly table: Table; readonly empty: string; readonly whereAllOf: string };

/** Rows made of the log, and of nothing else: they can be thrown away and made again. */
export interface Projection {
  readonly name: string;
  /** Counts up with every change of the tables or of what is put in them: the rows are then made anew, beside the old. */
  readonly version: number;
  readonly tables: readonly Table[];
  /** Kinds of event of which it needs the confidential values in clear. */
  readonly opens: ReadonlySet<string>;
  /** Kinds of event that it understands only together with what their stream held before. */
  readonly remembers: ReadonlySet<string>;
  /** A stream of which it needs everything, besides the event; it gets that as what was earlier. */
  readonly alongside?: string;
  /** Missing: nothing in its rows depends on anybody's key. */
  readonly forgets?: readonly Forgetting[];
  /** Kinds of event that do something. */
  readonly takes: ReadonlySet<string>;
  /** What an event does. Pure: the same event leads to the same changes, whenever it is asked. */
  on(event: Recorded, earlier: readonly Recorded[]): readonly Change[];
}

export interface Folding {
  readonly name: string;
  readonly version: number;
  readonly tables: readonly Table[];
  readonly opens?: readonly HubEvent['type'][];
  readonly remembers?: readonly HubEvent['type'][];
  readonly alongside?: string;
  readonly forgets?: readonly Forgetting[];
  readonly folds: Folds;
}

const NONE: readonly Change[] = [];

export const projection = ({ opens = [], remembers = [], folds, ...known }: Folding): Projection => {
  const byType = new Map<string, unknown>(Object.entries(folds));
  return {
    ...known,
    takes: new Set(byType.keys()),
    opens: new Set(opens),
    remembers: new Set(remembers),
    on(event, earlier) {
      const fold = byType.get(event.type) as Projection['on'] | undefined;
      return fold ? fold(event, earlier) : NONE;
    },
  };
};
