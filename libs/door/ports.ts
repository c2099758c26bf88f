import type { Position } from '@hub/eventsourcing';
import type { AgencyId, ItemId, PersonId, WorkerId } from '@hub/sharing';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Everybody that a passage is about has been forgotten: what it said can be read by nobody any more. */
export const NO_LONGER_HELD = Symbol('no longer held');

/** What a passage says, or that this is no longer held. */
export type Words = Json | typeof NO_LONGER_HELD;

/** What is still held of some passages. */
export const said = (words: readonly (Words | undefined)[]): readonly Json[] =>
  words.filter((one): one is Json => one !== undefined && one !== NO_LONGER_HELD);

/** One passage of one item, as it was decided on. */
export interface PassageRef {
  readonly item: ItemId;
  readonly passage: string;
  /** The item's stream, and the revision that it has to have been folded to, at least. */
  readonly stream: string;
  readonly revision: number;
}

/** What a recorded disclosure permits to be read, and nothing else. */
export interface Permission {
  readonly disclosureId: string;
  readonly agency: AgencyId;
  readonly passages: readonly PassageRef[];
}

/** The name of a passage in an answer of the content store. */
export const contentKey = ({ item, passage }: Pick<PassageRef, 'item' | 'passage'>): string => `${item}/${passage}`;

/**
 * The words themselves, behind a second line of defence: in one transaction the permitted ids are set (`SET LOCAL`) and
 * row-level security answers those rows alone; nothing set, nothing answered.
 */
export interface ContentStore {
  /**
   * Content in clear by `contentKey`. A passage that is not there, or is folded to an earlier revision than asked for,
   * is left out: it will be there later. Called with no passages as well, so that a denial costs what an answer costs.
   */
  contentOf(permission: Permission): Promise<ReadonlyMap<string, Words>>;

  /** True once content has been folded up to the position, false when `milliseconds` have passed before that. */
  waitFor(position: Position, milliseconds: number): Promise<boolean>;
}

/** A keyed hash of one search term, and the field that it came from. */
export interface SearchKey {
  readonly field: string;
  readonly hash: string;
}

export interface Candidate {
  readonly personId: PersonId;
  /** Fields of which a hash matched, each with the agency that had recorded the value and the item that shows it. */
  readonly matched: readonly { readonly field: string; readonly source: AgencyId; readonly item: ItemId }[];
}

/** People by keyed hashes of what they can be searched by. Holds no demographics, decides nothing. */
export interface PeopleIndex {
  /** People with at least one of these hashes: those with the most fields matched first, then by id. */
  candidates(keys: readonly SearchKey[], limit: number): Promise<readonly Candidate[]>;
}

/** People whom an agency, or one of its workers, is recorded as working with now. Decides nothing. */
export interface CaseloadIndex {
  /** In order of id; `after` is the last of the page before. */
  page(
    of: { readonly agency: AgencyId; readonly worker?: WorkerId },
    after: PersonId | undefined,
    limit: number,
  ): Promise<readonly PersonId[]>;
}

/** In which events of a partner's feed something is. Ids alone; may be behind the log, which has the last word. */
export interface FeedEntries {
  /**
   * Revisions of the feed's stream: where a message was released and where it was made void, by its id; where one was held
   * back, by that of the event. `upTo`: the last that has been taken in; -1: none.
   */
  find(agency: AgencyId, id: string): Promise<{ readonly revisions: readonly number[]; readonly upTo: number }>;
}
