import type { FamilyId, PersonId } from '@hub/sharing';

/** The names of the streams that facts live in (`docs/streams.md`). */
export const REGISTER = 'register';
export const familyStream = (id: FamilyId): string => `family-${id}`;
export const personStream = (id: PersonId): string => `person-${id}`;
export const consentsStream = (id: PersonId): string => `consents-${id}`;
export const matchStream = (id: string): string => `match-${id}`;
export const noteStream = (id: string): string => `note-${id}`;
export const overrideStream = (id: string): string => `override-${id}`;

export const isNoteStream = (stream: string): boolean => stream.startsWith('note-');
export const isFamilyStream = (stream: string): boolean => stream.startsWith('family-');
