import { takenEffect, type Recorded } from '@hub/eventsourcing';
import type { Item, ItemId } from '@hub/sharing';
import { ofType, passageAbout, wordsIn, type Content } from './content-of.js';
import type { PersonEvent } from './events.js';
import { addressItem, identityItem, involvementItem } from './item-ids.js';
import type { PersonEvents } from './topic.js';
import { involvedFor } from './whereabouts.js';

type History = readonly Recorded<PersonEvent>[];

/** An item, and what its passages say. */
interface Entry {
  readonly item: Item;
  readonly contents: readonly Content[];
}

const NOTHING_MORE = { labels: [], restrictions: [] } as const;

/** The newest of the events that changed an item. */
const newest = (first: Recorded<PersonEvent>, ...later: readonly (Recorded<PersonEvent> | undefined)[]) =>
  Math.max(first.revision, ...later.map((event) => event?.revision ?? 0));

/** What the last reader found, unless the words have been corrected since. */
const reviewOf = (history: History, itemId: ItemId, words: Recorded<PersonEvent>) =>
  ofType(history, 'PersonLocationReviewed').findLast(
    (review) => review.data.itemId === itemId && review.revision > words.revision,
  );

const contentAt = (item: ItemId, passage: string, words: Content['words'], plain: object): Content => ({
  item,
  passage,
  ...(words && { words }),
  plain,
});

/** The event that holds the date of birth as it stands now. */
const bornIn = (history: History) =>
  ofType(history, 'PersonRegistered', 'DateOfBirthCorrected').findLast(({ data }) => data.dateOfBirth);

/**
 * The name and the date of birth, each where it stands now.
 *
 * They are passages apart: when the name is corrected, the event that still holds the date of birth holds the former
 * name too, and nobody may come upon that one. A correction takes effect when the record did, because it says what
 * was true all along; so an adoption that hides what came before it hides a name that was corrected after it, too.
 */
const identityEntry = (history: History): Entry | undefined => {
  const [registered] = ofType(history, 'PersonRegistered');
  if (!registered) return undefined;
  const { personId, agencyId } = registered.data;
  const id = identityItem(personId);
  const named = ofType(history, 'PersonRegistered', 'PersonNameCorrected').at(-1) ?? registered;
  const review = reviewOf(history, id, named);
  const born = bornIn(history);
  const name = passageAbout(`${named.id}.name`, [personId], (review ?? named).data.location ?? 'unreviewed');
  // A date tells nobody where a person is.
  const birth = born && passageAbout(`${born.id}.dateOfBirth`, [personId], 'checked');
  return {
    item: {
      id,
      kind: 'identity',
      category: 'identity',
      source: agencyId,
      stream: registered.stream,
      revision: newest(registered, named, born, review),
      effectiveAt: registered.recordedAt,
      passages: birth ? [name, birth] : [name],
      ...NOTHING_MORE,
    },
    contents: [
      contentAt(id, name.id, wordsIn(named, 'name'), {}),
      ...(birth ? [contentAt(id, birth.id, wordsIn(born, 'dateOfBirth'), {})] : []),
    ],
  };
};

const addressEntry = (history: History, recorded: Recorded<PersonEvents<'AddressRecorded'>>): Entry => {
  const { personId, agencyId, addressId, period } = recorded.data;
  const id = addressItem(addressId);
  const ended = ofType(history, 'AddressEnded').findLast(({ data }) => data.addressId === addressId);
  return {
    item: {
      id,
      kind: 'address',
      category: 'address',
      source: agencyId,
      stream: recorded.stream,
      revision: newest(recorded, ended),
      effectiveAt: takenEffect(period.from, recorded),
      passages: [passageAbout(recorded.id, [personId], 'reveals')],
      ...NOTHING_MORE,
    },
    contents: [
      contentAt(id, recorded.id, wordsIn(recorded, 'address'), {
        period: ended ? { ...period, until: ended.data.until } : period,
      }),
    ],
  };
};

const involvementEntry = (history: History, recorded: Recorded<PersonEvents<'InvolvementRecorded'>>): Entry => {
  const { personId, agencyId, involvementId, workers, role, location } = recorded.data;
  const period = involvedFor(recorded);
  const id = involvementItem(involvementId);
  const ended = ofType(history, 'InvolvementEnded').findLast(({ data }) => data.involvementId === involvementId);
  const review = reviewOf(history, id, recorded);
  return {
    item: {
      id,
      kind: 'involvement',
      category: 'involvement',
      source: agencyId,
      stream: recorded.stream,
      revision: newest(recorded, ended, review),
      effectiveAt: takenEffect(period.from, recorded),
      passages: [passageAbout(recorded.id, [personId], review?.data.location ?? location)],
      ...NOTHING_MORE,
    },
    contents: [
      contentAt(id, recorded.id, wordsIn(recorded, 'service'), {
        workers,
        ...(role === undefined ? {} : { role }),
        period: ended ? { ...period, until: ended.data.until } : period,
      }),
    ],
  };
};

const entriesOf = (history: History): readonly Entry[] => {
  const who = identityEntry(history);
  return [
    ...(who ? [who] : []),
    ...ofType(history, 'AddressRecorded').map((recorded) => addressEntry(history, recorded)),
    ...ofType(history, 'InvolvementRecorded').map((recorded) => involvementEntry(history, recorded)),
  ];
};

/** What may be disclosed of one person's stream: who they are, every address and every involvement, ended ones too. */
export const personItems = (history: History): readonly Item[] => entriesOf(history).map(({ item }) => item);

/** What the passages of `personItems` say. */
export const personContents = (history: History): readonly Content[] =>
  entriesOf(history).flatMap(({ contents }) => contents);

/** Where the person's date of birth stands in the log, for whoever may open it. */
export const dateOfBirthOf = (history: History): Content['words'] => {
  const born = bornIn(history);
  return born && wordsIn(born, 'dateOfBirth');
};
