import type { AgreementFacts, AgencyFacts } from './agreement-facts.js';
import type { AgencyId, Instant, ItemId, PersonId, WorkerId } from './basics.js';
import type { Category, Label } from './codes.js';
import type { ConsentFacts, PersonFacts, Restriction } from './person-facts.js';

/** Emergency access (break-glass). */
export interface OverrideFacts {
  readonly id: string;
  readonly agency: AgencyId;
  readonly worker: WorkerId;
  readonly subjects: readonly PersonId[];
  readonly openedAt: Instant;
  readonly expiresAt: Instant;
  readonly closed: boolean;
}

export interface Passage {
  readonly id: string;
  readonly subjects: readonly PersonId[];
  /** Other people mentioned. `professional`: someone named for doing their job, who needs no masking. */
  readonly thirdParties: readonly { readonly kind: 'person' | 'professional' }[];
  /** The passage tells who the source is, and that source asked for protection. */
  readonly revealsProtectedSource: boolean;
  /** `reveals`: tells where somebody lives or can be found. `checked`: somebody made sure that it does not. */
  readonly location: 'unreviewed' | 'reveals' | 'checked';
}

/** Something that may be disclosed: a case note, a name, an address, an involvement, a family's story … */
export interface Item {
  readonly id: ItemId;
  readonly kind: ItemKind;
  readonly category: Category;
  readonly source: AgencyId;
  /** Stream and revision that the item was read at. */
  readonly stream: string;
  readonly revision: number;
  readonly effectiveAt: Instant;
  readonly labels: readonly Label[];
  readonly passages: readonly Passage[];
  /** Restrictions and police handling conditions on this item alone. */
  readonly restrictions: readonly Restriction[];
}
export type ItemKind =
  'case-note' | 'identity' | 'address' | 'family-member' | 'involvement' | 'family-story' | 'consent';

/** All that a decision may depend on, besides the request. Handed in, never fetched. */
export interface Facts {
  readonly agencies: readonly AgencyFacts[];
  readonly agreements: readonly AgreementFacts[];
  readonly people: readonly PersonFacts[];
  readonly consents: readonly ConsentFacts[];
  readonly overrides: readonly OverrideFacts[];
  /** Items marked in error are not facts. */
  readonly items: readonly Item[];
  /** Revisions of the streams that these facts were folded from; `-1` for a stream that does not exist. */
  readonly heads: Readonly<Record<string, number>>;
}
