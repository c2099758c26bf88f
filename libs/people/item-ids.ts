import type { FamilyId, ItemId, PersonId } from '@hub/sharing';

export const identityItem = (personId: PersonId): ItemId => `identity-${personId}`;
export const addressItem = (addressId: string): ItemId => `address-${addressId}`;
export const involvementItem = (involvementId: string): ItemId => `involvement-${involvementId}`;
export const memberItem = (familyId: FamilyId, personId: PersonId): ItemId => `member-${familyId}-${personId}`;
export const storyItem = (familyId: FamilyId): ItemId => `story-${familyId}`;
