import type { DisclosureEvent, FeedEvent, ReleasedMessage } from '@hub/disclosures';
import { itemToldTo, type KeyedHash } from '@hub/door';
import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { AgencyId, ItemId, PersonId } from '@hub/sharing';
import type { ByHand } from './by-hand.js';
import type { MayHaveHad } from './had.js';
import type { TellingRef } from './telling-rows.js';
import type { Telling } from './told.js';

/** What somebody was told about a person, the newest first. May only narrow what is looked at; shows no message that is void. */
export interface TellingIndex {
  page(subject: PersonId, after: TellingRef | undefined, limit: number): Promise<readonly TellingRef[]>;
}

/** What an entry says was told: by the hub, with its decision, or by somebody, who says on what basis. */
export type Told =
  | { readonly kind: 'decided'; readonly telling: Telling; readonly toldAs: (item: ItemId) => readonly string[] }
  | { readonly kind: 'by-hand'; readonly id: string; readonly said: ByHand };

type Entry = Recorded<DisclosureEvent | FeedEvent>;

const isVoid = (history: readonly Entry[], { revision }: TellingRef): boolean =>
  history.some((event) => event.type === 'DisclosureVoided' && event.revision > revision);

/** The entry of a disclosure; none where it is void. */
const entryOf = (history: readonly Entry[], ref: TellingRef): Entry | undefined =>
  isVoid(history, ref) ? undefined : history.find(({ revision }) => revision === ref.revision);

type Made = Extract<DisclosureEvent, { type: 'DisclosureMade' }>['data'];

const toldByAnswer = (data: Made, hash: KeyedHash): Told => {
  const { requestId: id, agencyId: agency, subjects, knownAs: known = subjects, items } = data;
  const left = new Set(items.map(({ item }) => item));
  return {
    kind: 'decided',
    telling: { id, recipient: agency, subjects, known, kept: data, left },
    toldAs: (item) => [itemToldTo({ agency, hash }, item, (record) => known.includes(record))],
  };
};

const toldByMessage = (recipient: AgencyId, { messageId: id, message, about }: ReleasedMessage): readonly Told[] => {
  if (!about) return [];
  const { subjects, person, decided: kept, items } = about;
  const left = new Set(items.map(({ item }) => item));
  const names = 'data' in message && 'reference' in message.data ? [message.data.reference] : [];
  const telling = { id, recipient, subjects, known: [person], kept, left, mayHaveWaited: true } as const;
  return [{ kind: 'decided', telling, toldAs: () => names }];
};

type Released = Extract<FeedEvent, { type: 'MessagesReleased' }>['data'];

/** Of a message that has not left nobody was told. */
const toldByFeed = async (released: Released, { id }: TellingRef, had: MayHaveHad): Promise<readonly Told[]> => {
  const { agencyId, messages } = released;
  const message = messages.find(({ messageId }) => messageId === id);
  return message && (await had(agencyId, message.sequence)) ? toldByMessage(agencyId, message) : [];
};

const toldIn = async (
  { type, data }: Entry,
  ref: TellingRef,
  { hash, had }: { readonly hash: KeyedHash; readonly had: MayHaveHad },
): Promise<readonly Told[]> => {
  switch (type) {
    case 'ManualDisclosureRecorded':
      return [{ kind: 'by-hand', id: data.requestId, said: data }];
    case 'DisclosureMade':
      return [toldByAnswer(data, hash)];
    case 'MessagesReleased':
      return toldByFeed(data, ref, had);
    default:
      return [];
  }
};

export interface TellingPorts {
  readonly store: Pick<EventStore, 'read' | 'readMany' | 'isAfter'>;
  readonly tellings: TellingIndex;
  readonly hash: KeyedHash;
}

const isFeed = (stream: string): boolean => stream.startsWith('feed-');

/** So many entries are looked at together, however many there are. */
const PAGE = 100;

/** What is asked about: what was told before a place in the log, as far as it may have been had. */
export interface ToldBefore {
  readonly position: Position;
  readonly had: MayHaveHad;
}

/** Everything that was told about these records by then, each entry once, page by page. */
export const toldAbout = ({ store, tellings, hash }: TellingPorts) => {
  /** The streams of disclosures are short; of a feed the one event is read. */
  const entriesOf = async (refs: readonly TellingRef[]): Promise<readonly (Entry | undefined)[]> => {
    const streams = await store.readMany(refs.map(({ stream }) => stream).filter((stream) => !isFeed(stream)));
    return Promise.all(
      refs.map(async (ref) => {
        const { stream, revision: from } = ref;
        if (!isFeed(stream)) return entryOf((streams.get(stream) ?? []) as readonly Entry[], ref);
        return (await store.read<FeedEvent>(stream, { from, to: from }))[0];
      }),
    );
  };

  const load = async (refs: readonly TellingRef[], { position, had }: ToldBefore): Promise<readonly Told[]> => {
    const entries = await entriesOf(refs);
    const told = refs.map(async (ref, index): Promise<readonly Told[]> => {
      const entry = entries[index];
      return entry && store.isAfter(position, entry.position) ? toldIn(entry, ref, { hash, had }) : [];
    });
    return (await Promise.all(told)).flat();
  };

  return async function* (records: Iterable<PersonId>, before: ToldBefore): AsyncGenerator<readonly Told[]> {
    const seen = new Set<string>();
    for (const record of records) {
      let after: TellingRef | undefined;
      do {
        const page: readonly TellingRef[] = await tellings.page(record, after, PAGE);
        yield await load(
          page.filter(({ id }) => !seen.has(id)),
          before,
        );
        for (const { id } of page) seen.add(id);
        after = page.length === PAGE ? page.at(-1) : undefined;
      } while (after);
    }
  };
};
