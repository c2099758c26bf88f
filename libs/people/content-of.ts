import type { Recorded } from '@hub/eventsourcing';
import type { Confidential, ItemId, Passage, PersonId } from '@hub/sharing';
import type { FamilyEvent, PersonEvent } from './events.js';

/** What one passage says: its words where the log keeps them, and what goes with them and needs no opening. */
export interface Content {
  readonly item: ItemId;
  readonly passage: string;
  /** Where the words stand in the log, as they were sealed. Missing: there is nothing to open. */
  readonly words?: {
    readonly confidential: Confidential<unknown>;
    readonly eventId: string;
    readonly type: string;
    readonly path: string;
  };
  readonly plain: object;
}

/** The words at one property of an event. */
export const wordsIn = (
  { id, type, data }: Recorded<PersonEvent | FamilyEvent>,
  path: 'name' | 'dateOfBirth' | 'address' | 'service' | 'words',
): Content['words'] => {
  const confidential = (data as Partial<Record<typeof path, Confidential<unknown>>>)[path];
  return confidential && { confidential, eventId: id, type, path };
};

/** A passage with nobody else in it. */
export const passageAbout = (id: string, subjects: readonly PersonId[], location: Passage['location']): Passage => ({
  id,
  subjects,
  thirdParties: [],
  revealsProtectedSource: false,
  location,
});

/** The events of some types, in order. */
export const ofType = <E extends PersonEvent | FamilyEvent, T extends E['type']>(
  history: readonly Recorded<E>[],
  ...types: readonly T[]
): readonly Recorded<Extract<E, { type: T }>>[] =>
  history.filter((event): event is Recorded<Extract<E, { type: T }>> =>
    (types as readonly string[]).includes(event.type),
  );
