import type pg from 'pg';
import type { CaseloadIndex, ContentStore, FeedEntries, PeopleIndex } from '@hub/door';
import type { EventStore, Instant, Position } from '@hub/eventsourcing';
import type { NoteIndex } from '@hub/facts';
import type { TrailIndex } from '@hub/disclosure-trail';
import type { FeedIndex } from '@hub/pull-feed';
import type { TellingIndex } from '@hub/reliance';
import { board } from './board.js';
import { caseloadIndex } from './caseload-index.js';
import { checkpoints, type Checkpoint } from './checkpoints.js';
import { contentStore } from './content-store.js';
import { feedEntries } from './feed-entries.js';
import { feedIndex } from './feed-index.js';
import { matchList, type MatchList } from './match-list.js';
import { noteIndex } from './note-index.js';
import { peopleIndex } from './people-index.js';
import type { RecallList } from '@hub/recalls';
import { recallList } from './recall-list.js';
import { tellingIndex } from './telling-index.js';
import { trailIndex } from './trail-index.js';

export interface ReadStoreOptions {
  readonly pools: { readonly app: pg.Pool };
  readonly store: Pick<EventStore, 'isAfter'>;
  readonly now: () => Instant;
  /** Names of the projections that `waitFor` waits for. */
  readonly projections: readonly string[];
}

/** What the projections have made, for the door and the readers. As the role that owns nothing. */
export interface ReadStore {
  readonly noteIndex: NoteIndex;
  readonly contentStore: ContentStore;
  readonly peopleIndex: PeopleIndex;
  readonly caseloadIndex: CaseloadIndex;
  readonly trailIndex: TrailIndex;
  readonly matchList: MatchList;
  readonly feedIndex: FeedIndex;
  readonly feedEntries: FeedEntries;
  readonly tellingIndex: TellingIndex;
  readonly recallList: RecallList;
  /** True once every projection has taken in everything up to the position; false when the time is over before that. */
  waitFor(position: Position, milliseconds: number): Promise<boolean>;
  /** Hand this to a projector in the same process: whoever waits is then told at once. */
  moved(projection: string, position: Position): void;
  /** How far each projection has come, and why it stands still if it does; for a process without a projector. */
  checkpoints(): Promise<ReadonlyMap<string, Checkpoint>>;
}

export const readStore = ({ pools: { app }, store, now, projections }: ReadStoreOptions): ReadStore => {
  const progress = board({ pool: app, isAfter: (a, b) => store.isAfter(a, b) });
  return {
    noteIndex: noteIndex(app),
    contentStore: contentStore(app, progress),
    peopleIndex: peopleIndex(app),
    caseloadIndex: caseloadIndex(app, now),
    trailIndex: trailIndex(app),
    matchList: matchList(app),
    feedIndex: feedIndex(app),
    feedEntries: feedEntries(app),
    tellingIndex: tellingIndex(app),
    recallList: recallList(app),
    waitFor: (position, milliseconds) => progress.waitFor(position, milliseconds, projections),
    moved: (projection, position) => {
      progress.moved(projection, position);
    },
    checkpoints: () => checkpoints(app, 'live'),
  };
};
