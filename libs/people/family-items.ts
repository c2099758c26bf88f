import { fold, takenEffect, type Instant, type Recorded } from '@hub/eventsourcing';
import type { FamilyId, Item, PersonId } from '@hub/sharing';
import { ofType, passageAbout, wordsIn, type Content } from './content-of.js';
import type { FamilyEvent } from './events.js';
import { family, membersAt } from './family.js';
import { memberItem, storyItem } from './item-ids.js';

type History = readonly Recorded<FamilyEvent>[];

interface Entry {
  readonly item: Item;
  readonly content: Content;
}

const NOTHING_MORE = { labels: [], restrictions: [] } as const;

/** The member's newest time in the family. A role tells nobody where a person is. */
const memberEntry = (history: History, personId: PersonId): Entry | undefined => {
  const joined = ofType(history, 'FamilyMemberJoined').findLast(({ data }) => data.personId === personId);
  if (!joined) return undefined;
  const left = ofType(history, 'FamilyMemberLeft').find(
    ({ data, revision }) => data.personId === personId && revision > joined.revision,
  );
  const { familyId, agencyId, role, from } = joined.data;
  const id = memberItem(familyId, personId);
  return {
    item: {
      id,
      kind: 'family-member',
      category: 'family-composition',
      source: agencyId,
      stream: joined.stream,
      revision: left?.revision ?? joined.revision,
      effectiveAt: takenEffect(from, joined),
      passages: [passageAbout(joined.id, [personId], 'checked')],
      ...NOTHING_MORE,
    },
    content: {
      item: id,
      passage: joined.id,
      plain: { familyId, personId, role, period: left ? { from, until: left.data.until } : { from } },
    },
  };
};

/** The newest telling. Free words may reveal where somebody is, so nobody but custodians sees them unread. */
const storyEntry = (history: History): Entry | undefined => {
  const told = ofType(history, 'FamilyStoryTold').at(-1);
  if (!told) return undefined;
  const { familyId, agencyId, version, tellers, about, effectiveAt } = told.data;
  const review = ofType(history, 'FamilyStoryReviewed').findLast(({ data }) => data.version === version);
  const words = wordsIn(told, 'words');
  const id = storyItem(familyId);
  return {
    item: {
      id,
      kind: 'family-story',
      category: 'family-story',
      source: agencyId,
      stream: told.stream,
      revision: review?.revision ?? told.revision,
      effectiveAt: takenEffect(effectiveAt, told),
      passages: [passageAbout(told.id, [...new Set([...tellers, ...about])], review?.data.location ?? 'unreviewed')],
      ...NOTHING_MORE,
    },
    content: { item: id, passage: told.id, ...(words && { words }), plain: { version, tellers, about } },
  };
};

const entriesOf = (history: History): readonly Entry[] => {
  const people = new Set(ofType(history, 'FamilyMemberJoined').map(({ data }) => data.personId));
  const members = [...people].map((personId) => memberEntry(history, personId));
  return [...members, storyEntry(history)].filter((entry) => entry !== undefined);
};

/** What may be disclosed of a family's stream: who is or was in it, and their own story as last told. */
export const familyItems = (history: History): readonly Item[] => entriesOf(history).map(({ item }) => item);

/** What the passages of `familyItems` say. */
export const familyContents = (history: History): readonly Content[] =>
  entriesOf(history).map(({ content }) => content);

export interface FamilyFacts {
  readonly id: FamilyId;
  readonly members: readonly PersonId[];
}

/** Who is in the family at this instant; `undefined` for a family that nobody has formed. */
export const familyFacts = (history: History, at: Instant): FamilyFacts | undefined => {
  const [formed] = ofType(history, 'FamilyFormed');
  return formed && { id: formed.data.familyId, members: membersAt(fold(family, history), at) };
};
