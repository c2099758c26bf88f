import { noteItem, type CaseNoteEvent } from '@hub/case-notes';
import { familyFacts, familyItems, personItems, type FamilyEvent, type PersonEvent } from '@hub/people';
import type { AgencyId, Instant, Item, PersonId } from '@hub/sharing';
import { historyOf, remembered, type Histories, type History } from './stream-cache.js';
import { isFamilyStream, isNoteStream } from './streams.js';

const NOTHING: History = [];

/** A stream's history; empty where it is not here. */
export const historyIn = (histories: Histories, stream: string): History => histories.get(stream) ?? NOTHING;

/** A note as an item, none where it was marked in error; always one stream's. */
export const itemsOfNote = remembered((history): readonly Item[] => {
  const item = noteItem(historyOf<CaseNoteEvent>(history));
  return item ? [item] : [];
});

export const itemsOfFamily = remembered((history) => familyItems(historyOf<FamilyEvent>(history)));

export const itemsOfPerson = remembered((history) => personItems(historyOf<PersonEvent>(history)));

/** Which agency registered a person, and which have recorded anything else about them. Links are nobody's own words. */
export interface Recorders {
  readonly registrar: AgencyId | undefined;
  readonly others: ReadonlySet<AgencyId>;
}

export const recordersOf = remembered((history): Recorders => {
  const own = historyOf<PersonEvent>(history).filter(({ type }) => type !== 'PersonLinked');
  return {
    registrar: own.find(({ type }) => type === 'PersonRegistered')?.data.agencyId,
    others: new Set(own.map(({ data }) => data.agencyId)),
  };
});

export const membersOf = (history: History, at: Instant): readonly PersonId[] =>
  familyFacts(historyOf<FamilyEvent>(history), at)?.members ?? [];

export const notesIn = (histories: Histories): readonly History[] =>
  [...histories].filter(([stream]) => isNoteStream(stream)).map(([, history]) => history);

export const familiesIn = (histories: Histories): readonly History[] =>
  [...histories].filter(([stream]) => isFamilyStream(stream)).map(([, history]) => history);

export const subjectsOf = (items: readonly Item[]): readonly PersonId[] =>
  items.flatMap(({ passages }) => passages.flatMap(({ subjects }) => subjects));
