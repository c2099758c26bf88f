import type { FamilyId, ItemId, PersonId } from '@hub/sharing';

export const identityItem = (personId: PersonId): ItemId => `identity-${personId}`;
export const addressItem = (addressId: string): ItemId => `address-${addressId}`;
export const involvementItem = (involvementId: string): ItemId => `involvement-${involvementId}`;
export const memberItem = (familyId: FamilyId, personId: PersonId): ItemId => `member-${familyId}-${personId}`;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const NAMES_A_PERSON = new RegExp(`^(?:identity|member-(?:${UUID}|[^-]+))-(?<person>.+)$`);

/** The record whose id is a part of an item's: that of an identity, or of a member of a family. */
export const personNamedBy = (item: ItemId): PersonId | undefined => NAMES_A_PERSON.exec(item)?.groups?.['person'];

export const storyItem = (familyId: FamilyId): ItemId => `story-${familyId}`;
