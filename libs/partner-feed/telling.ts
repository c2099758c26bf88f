import type { KeyedHash, Shown } from '@hub/door';
import type { Feed } from '@hub/disclosures';
import type { EventStore, Position } from '@hub/eventsourcing';
import type { ChosenType } from '@hub/partner-messages';
import type { AgencyId, Item, PersonId } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import type { CauseEvent } from './any-event.js';
import type { LookBack } from './before.js';
import type { Judge, Judged, Look } from './judging.js';
import { referencesOf, type Reference } from './references.js';

export interface TellingPorts {
  readonly judge: Judge;
  readonly back: LookBack;
  readonly store: Pick<EventStore, 'read' | 'page' | 'isAfter' | 'start'>;
  readonly hash: KeyedHash;
}

/** One partner, and what it has been told so far, what is about to be appended included. */
export interface Listener {
  readonly agency: AgencyId;
  readonly subscriptions: readonly Subscription[];
  readonly feed: Feed;
}

/** What is looked at because of one event. */
export interface Occasion {
  readonly cause: CauseEvent;
  readonly person: PersonId;
  /** Others whose streams it depended on before. */
  readonly along?: readonly PersonId[];
  /** What has changed is what has changed since then; missing: by the cause. */
  readonly since?: Position;
}

/** Something that shows, and the decision by which it does. */
export interface Showing {
  readonly judged: Judged;
  readonly shown: Shown;
}

export const wants = ({ wanted }: Subscription, type: ChosenType): boolean => wanted.types.includes(type);

export const covers = ({ wanted }: Subscription, { category }: Item): boolean => wanted.categories.includes(category);

/** What shows of what the subscriptions want, each item once. */
export const showing = (looks: readonly Judged[]): ReadonlyMap<string, Showing> => {
  const found = new Map<string, Showing>();
  for (const judged of looks)
    for (const shown of judged.shown)
      if (covers(judged.subscription, shown.item) && !found.has(shown.item.id))
        found.set(shown.item.id, { judged, shown });
  return found;
};

/** What is told of people, with what is known about one partner. */
export const listening = ({ judge, back, store, hash }: TellingPorts, listener: Listener) => {
  const reference: Reference = referencesOf(hash, listener.agency);

  const look = async (what: Look): Promise<readonly Judged[]> =>
    Promise.all(listener.subscriptions.map((subscription) => judge(subscription, what)));

  const lookBack = async (
    what: Look,
    { cause, person, along = [] }: Occasion,
    [first]: readonly Judged[],
    had: (position: Position) => boolean,
  ): Promise<readonly Judged[]> =>
    Promise.all(
      listener.subscriptions.map((subscription) =>
        back({ subscription, look: what, people: [person, ...along], at: first?.gathered.at ?? cause.recordedAt }, had),
      ),
    );

  const lookBefore = (what: Look, occasion: Occasion, looks: readonly Judged[]): Promise<readonly Judged[]> => {
    const { cause, since = cause.position } = occasion;
    return lookBack(what, occasion, looks, (position) => store.isAfter(since, position));
  };

  const lookJustAfter = (what: Look, occasion: Occasion, looks: readonly Judged[]): Promise<readonly Judged[]> =>
    lookBack(what, occasion, looks, (position) => !store.isAfter(position, occasion.cause.position));

  const keyOf = (person: PersonId, [first]: readonly Judged[]): string =>
    reference('person', first?.ids.person(person) ?? person);

  return { look, lookBefore, lookJustAfter, keyOf };
};

export type Listening = ReturnType<typeof listening>;
