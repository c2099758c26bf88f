import type { DecidedRequest } from '@hub/disclosures';
import type {
  AgencyId,
  FamilyId,
  Ground,
  Instant,
  Item,
  PersonId,
  Purpose,
  Request,
  RoleCode,
  VisibleItem,
  WorkerId,
} from '@hub/sharing';

/** Who asks, and why: from a signed assertion of the caller's agency and from the request. */
export interface Asking {
  readonly agency: AgencyId;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly channel: Request['channel'];
  readonly purpose?: Purpose;
  readonly claimedGateway?: string;
  readonly ground?: Ground;
  /** The words of a typed ground. */
  readonly groundWords?: string;
  /** The enquiry's or referral's reference: the number of somebody's case. */
  readonly groundReference?: string;
  readonly override?: string;
  /** Ties together all that one call leads to. */
  readonly correlationId: string;
}

/** What is asked about. */
export type Topic =
  { readonly familyId: FamilyId } | { readonly noteId: string } | { readonly people: readonly PersonId[] };

/** An item that the caller may see something of, and how much. */
export interface Shown {
  readonly item: Item;
  readonly visible: VisibleItem;
}

/** What a reader makes of the visible items: those that this answer shows, in order. */
export interface Page<C = never> {
  readonly shown: readonly Shown[];
  /** Where the next page goes on; made of a visible item. */
  readonly next?: C;
}

/** One question to the hub. A reader chooses among what is visible; it never sees what is not. */
export interface Question<C = never> {
  /** Unique: names the disclosure. Asking again is another question with another id. */
  readonly id: string;
  readonly kind: Exclude<DecidedRequest['question'], 'search' | 'caseload' | 'consents' | 'message'>;
  readonly action: Request['action'];
  readonly asking: Asking;
  readonly about: Topic;
  readonly choose: (visible: readonly Shown[], canonical: (person: PersonId) => PersonId) => Page<C>;
  /**
   * Says all that the choice goes by, besides who asks what kind of question about whom: by the same text the same page is chosen
   * among the same items, and is not chosen again. Missing: it is.
   */
  readonly choice?: string;
  /** A question about one thing, which is unknown to whom it does not show. */
  readonly unknownWhenEmpty?: boolean;
}

/** Whom a question names by their ids: not who is in a family, or in a note. */
export const named = (about: Topic): readonly PersonId[] => ('people' in about ? about.people : []);

/** The request that is decided, once it is known whom it is about. */
export const requestOf = (
  { asking, action }: Pick<Question, 'asking' | 'action'>,
  subjects: readonly PersonId[],
  at: Instant,
): Request => {
  const { correlationId: _, groundWords: __, groundReference: ___, ...who } = asking;
  return { ...who, action, subjects, at };
};
