import type { AgencyId, FamilyId, Instant, PersonId } from '@hub/sharing';
import { consentsStream, familyStream, noteStream, overrideStream, personStream, REGISTER } from './streams.js';

/** Whom a request is about: a family's members at that instant, a note's subjects, people by name, or all of these. */
export interface Asked {
  readonly familyId?: FamilyId;
  readonly noteId?: string;
  readonly people: readonly PersonId[];
  /** The override that the request names. */
  readonly override?: string;
  /** Case notes are among the items. */
  readonly notes: boolean;
  /** The consents that concern this agency are among the items. */
  readonly consentsOf?: AgencyId;
  readonly at: Instant;
}

/** What can be named before anything has been read. */
export const namedStreams = ({ familyId, noteId, people, override }: Asked): readonly string[] => [
  REGISTER,
  ...(familyId === undefined ? [] : [familyStream(familyId)]),
  ...(noteId === undefined ? [] : [noteStream(noteId)]),
  ...(override === undefined ? [] : [overrideStream(override)]),
  ...people.flatMap((person) => [personStream(person), consentsStream(person)]),
];
