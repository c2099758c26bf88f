import { accessTold } from '@hub/disclosures';
import { inLayers } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import type { Draft } from './draft.js';
import type { Judged } from './judging.js';
import { showing, wants, type Listener, type Occasion, type Showing } from './telling.js';

/** So many items are named in a message's record at most, the newest first. */
const MOST_NAMED = 500;

const GRANTED = 'org.concord.access.granted.v1';
const WITHDRAWN = 'org.concord.access.withdrawn.v1';

/** A record of somebody, and ways to find out what they looked like by it before the cause, and just after it. */
export interface ByName {
  readonly person: PersonId;
  readonly key: string;
  readonly before: () => Promise<readonly Judged[]>;
  readonly justAfter: () => Promise<readonly Judged[]>;
}

/** What somebody looks like now, by the name by which the partner is told of them. */
export interface Seen extends ByName {
  readonly looks: readonly Judged[];
  /** The other records that are theirs: the partner may have been told of them by those, and have links for them. */
  readonly others: readonly ByName[];
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

/** Whether anything has been told by this name. */
const isKnown = ({ feed }: Listener, { key }: ByName): boolean => inLayers(feed.lastOfKey, key) !== undefined;

/** What was told of somebody under another name, that of a record which was one with theirs, was not told under this one. */
const underThisName = ({ person }: ByName, looks: readonly Judged[]): readonly Judged[] =>
  looks.map((judged) => (judged.ids.person(person) === person ? judged : { ...judged, shown: [] }));

/**
 * Whether what could be read by this name has gone by this cause. A link that was given by a name goes on to lead somewhere while
 * the record is one with another; who never heard of it is told nothing of it.
 */
const hasGone = async (listener: Listener, name: ByName): Promise<boolean> => {
  if (accessTold(listener.feed, name.key) === false) return false;
  const before = await name.before();
  const could = showing(isKnown(listener, name) ? before : underThisName(name, before)).size > 0;
  // What went by something later is told because of that, if of anything.
  return could && showing(await name.justAfter()).size === 0;
};

const withdrawn = async (listener: Listener, { cause }: Occasion, seen: Seen): Promise<readonly Draft[]> => {
  const judged = seen.looks.find(({ subscription }) => wants(subscription, WITHDRAWN));
  if (!judged) return [];
  const gone: ByName[] = [];
  for (const name of [seen, ...seen.others.filter((other) => isKnown(listener, other))])
    if (await hasGone(listener, name)) gone.push(name);
  return gone.map(({ key, person }) => ({
    ...{ type: WITHDRAWN, cause, key, time: cause.recordedAt },
    dataOf: () => ({ reference: `person/${key}`, validfrom: cause.recordedAt }),
    about: { judged, person, toldAs: person, shown: [] },
  }));
};

/**
 * Whether anything of others shows about somebody, and did not before; or did, and does not any more.
 *
 * INVARIANT: told where the cause has brought it about. What shows otherwise for another reason (a consent has run out, an
 * agreement has ended) says nothing of this cause, which may be something that the partner may not know of.
 * INVARIANT: the feed and the log alone decide, so that a release that begins again tells the same.
 */
export const accessNews = async (listener: Listener, occasion: Occasion, seen: Seen): Promise<readonly Draft[]> => {
  const shows = [...showing(seen.looks).values()];
  if (shows.length === 0) return withdrawn(listener, occasion, seen);
  if (accessTold(listener.feed, seen.key) === true) return [];
  return showing(underThisName(seen, await seen.before())).size > 0 ? [] : granted(occasion, seen, shows);
};
