import { accessTold } from '@hub/disclosures';
import type { Draft } from './draft.js';
import type { Judged } from './judging.js';
import { showing, wants, type Listener, type Occasion, type Showing } from './telling.js';

/** So many items are named in a message's record at most, the newest first. */
const MOST_NAMED = 500;

const GRANTED = 'org.concord.access.granted.v1';
const WITHDRAWN = 'org.concord.access.withdrawn.v1';

/** What somebody looks like now, and ways to find out what they looked like before the cause, and just after it. */
export interface Seen {
  readonly key: string;
  readonly looks: readonly Judged[];
  readonly before: () => Promise<readonly Judged[]>;
  readonly justAfter: () => Promise<readonly Judged[]>;
}

const newestFirst = ({ shown: a }: Showing, { shown: b }: Showing): number =>
  a.item.effectiveAt === b.item.effectiveAt
    ? a.item.id < b.item.id
      ? -1
      : 1
    : a.item.effectiveAt < b.item.effectiveAt
      ? 1
      : -1;

/** All that shows, under the subscription under which most of it does first. */
const granted = (occasion: Occasion, { key }: Seen, shows: readonly Showing[]): readonly Draft[] => {
  const told = shows.filter(({ judged }) => wants(judged.subscription, GRANTED));
  const [first] = told;
  if (!first) return [];
  const shown = told.filter(({ judged }) => judged === first.judged).sort(newestFirst);
  const { cause, person } = occasion;
  return [
    {
      ...{ type: GRANTED, cause, key, time: cause.recordedAt, readable: true },
      dataOf: () => ({ reference: `person/${key}`, validfrom: cause.recordedAt }),
      about: { judged: first.judged, person, shown: shown.map((one) => one.shown).slice(0, MOST_NAMED) },
    },
  ];
};

const withdrawn = ({ cause, person }: Occasion, { key, looks }: Seen): readonly Draft[] => {
  const judged = looks.find(({ subscription }) => wants(subscription, WITHDRAWN));
  if (!judged) return [];
  return [
    {
      ...{ type: WITHDRAWN, cause, key, time: cause.recordedAt },
      dataOf: () => ({ reference: `person/${key}`, validfrom: cause.recordedAt }),
      about: { judged, person, shown: [] },
    },
  ];
};

/**
 * Whether anything of others shows about somebody, and did not before; or did, and does not any more.
 *
 * INVARIANT: told where the cause has brought it about. What shows otherwise for another reason (a consent has run out, an
 * agreement has ended) says nothing of this cause, which may be something that the partner may not know of.
 */
export const accessNews = async ({ feed }: Listener, occasion: Occasion, seen: Seen): Promise<readonly Draft[]> => {
  const { key, looks, before, justAfter } = seen;
  const shows = [...showing(looks).values()];
  const after = shows.length > 0;
  // INVARIANT: the feed and the log alone decide, so that a release that begins again tells the same.
  const same = accessTold(feed, key) === after || showing(await before()).size > 0 === after;
  if (same) return [];
  if (after) return granted(occasion, seen, shows);
  // What went by something later is told because of that, if of anything.
  return showing(await justAfter()).size > 0 ? [] : withdrawn(occasion, seen);
};
