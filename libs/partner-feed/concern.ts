import type { AgencyId, FamilyId, PersonId } from '@hub/sharing';

/**
 * What has to be looked at for each partner, because of an event. That something is named here tells nobody anything: what shows
 * to a partner is decided, and nothing else is told.
 */
export type Concern =
  /** A note, about each of its people whom the partner deals with. */
  | { readonly kind: 'note'; readonly noteId: string; readonly people?: readonly PersonId[] }
  /** Everything about somebody: whether it shows may have changed. */
  | { readonly kind: 'people'; readonly people: readonly PersonId[] }
  /** The same, and of all who live with them: what tells where one of them is tells it of the others. */
  | { readonly kind: 'household'; readonly person: PersonId }
  /** Everything about whoever is in a family. */
  | { readonly kind: 'members'; readonly familyId: FamilyId }
  /** The consents of somebody that the event is about. */
  | { readonly kind: 'consents'; readonly subject: PersonId }
  /** That somebody is a member of a family, or was. */
  | { readonly kind: 'member'; readonly familyId: FamilyId; readonly person: PersonId }
  /** An agreement, for its parties. */
  | { readonly kind: 'agreement'; readonly agreementId: string }
  /** What waited while somebody was parked, for this partner alone. */
  | { readonly kind: 'waiting'; readonly agency: AgencyId; readonly key: string }
  /** All that has come while this partner was suspended. */
  | { readonly kind: 'reinstated'; readonly agency: AgencyId }
  /** That something which this partner was told of somebody must not be used as before. */
  | { readonly kind: 'recall'; readonly agency: AgencyId; readonly person: PersonId };
