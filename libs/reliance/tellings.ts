import { disclosureStream, type DisclosureEvent } from '@hub/disclosures';
import { itemToldTo, type KeyedHash } from '@hub/door';
import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { ItemId, PersonId } from '@hub/sharing';
import type { ByHand } from './by-hand.js';
import type { Telling } from './told.js';

/** Where an entry of the trail is: it is read from the log. */
export interface TellingRef {
  /** The id of the event. */
  readonly id: string;
  readonly recordedAt: string;
  readonly disclosureId: string;
}

/** Entries that say what somebody was told about a person, the newest first. May only narrow what is looked at. */
export interface TellingIndex {
  page(subject: PersonId, after: TellingRef | undefined, limit: number): Promise<readonly TellingRef[]>;
}

/** What an entry says was told: by the hub, with its decision, or by somebody, who says on what basis. */
export type Told =
  | { readonly kind: 'decided'; readonly telling: Telling; readonly toldAs: (item: ItemId) => readonly string[] }
  | { readonly kind: 'by-hand'; readonly id: string; readonly said: ByHand };

type History = readonly Recorded<DisclosureEvent>[];

/** What was recorded and is not void. */
const standing = (history: History, id: string): Recorded<DisclosureEvent> | undefined => {
  const found = history.find((event) => event.id === id);
  const isVoid = history.some(
    ({ type, revision }) => type === 'DisclosureVoided' && revision > (found?.revision ?? -1),
  );
  return isVoid ? undefined : found;
};

const toldBy = ({ type, data }: Recorded<DisclosureEvent>, hash: KeyedHash): readonly Told[] => {
  if (type === 'ManualDisclosureRecorded') return [{ kind: 'by-hand', id: data.requestId, said: data }];
  if (type !== 'DisclosureMade') return [];
  const { requestId: id, agencyId: agency, subjects, knownAs: known = subjects, items } = data;
  const left = new Set(items.map(({ item }) => item));
  return [
    {
      kind: 'decided',
      telling: { id, recipient: agency, subjects, known, kept: data, left },
      toldAs: (item) => [itemToldTo({ agency, hash }, item, (record) => known.includes(record))],
    },
  ];
};

export interface TellingPorts {
  readonly store: Pick<EventStore, 'readMany' | 'isAfter'>;
  readonly tellings: TellingIndex;
  readonly hash: KeyedHash;
}

/** So many entries are looked at together, however many there are. */
const PAGE = 100;

/** Everything that was told about these records before a place in the log, each entry once, page by page. */
export const toldAbout = ({ store, tellings, hash }: TellingPorts) => {
  const load = async (refs: readonly TellingRef[], before: Position): Promise<readonly Told[]> => {
    const streams = await store.readMany(refs.map(({ disclosureId }) => disclosureStream(disclosureId)));
    return refs.flatMap(({ id, disclosureId }) => {
      const event = standing((streams.get(disclosureStream(disclosureId)) ?? []) as History, id);
      return event && store.isAfter(before, event.position) ? toldBy(event, hash) : [];
    });
  };

  return async function* (records: Iterable<PersonId>, before: Position): AsyncGenerator<readonly Told[]> {
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
