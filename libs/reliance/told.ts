import { itemsIn, type RecordedRequest } from '@hub/disclosures';
import type { AgencyId, ItemId, ItemOutcome, LawfulBasis, PassageOutcome, PersonId, Via } from '@hub/sharing';

/** One passage that left, and what let it. */
export interface ToldPassage {
  readonly passage: string;
  readonly via?: Via;
  /** The consents that it relied on: none where consent was set aside, whatever its status was. */
  readonly consents: readonly string[];
}

/** One item of which something left. */
export interface ToldItem {
  readonly item: ItemId;
  readonly revision: number;
  readonly passages: readonly ToldPassage[];
  readonly basis?: LawfulBasis;
}

/** Something that an agency was told by the hub, as the record of it says. */
export interface Telling {
  /** The entry of the trail: the id of a request or of a message. */
  readonly id: string;
  readonly recipient: AgencyId;
  readonly subjects: readonly PersonId[];
  /** Those of their ids that the recipient knew or was told. */
  readonly known: readonly PersonId[];
  readonly kept: Omit<RecordedRequest, 'groundWords' | 'groundReference'>;
  /** The items that left; the decision is about more. */
  readonly left: ReadonlySet<ItemId>;
  /** It waited after it had been decided, and may have left by what was permitted later. */
  readonly mayHaveWaited?: true;
}

/** A gap tells nothing of what is behind it, and an agency's own records are its own. */
const wasTold = ({ outcome, via }: PassageOutcome): boolean => outcome === 'permit' && via?.kind !== 'own';

const passageOf = ({ passage, via, consents }: PassageOutcome): ToldPassage => ({
  passage,
  ...(via && { via }),
  consents,
});

const toldOf = ({ item, revision, passages, basis }: ItemOutcome): ToldItem => ({
  item,
  revision,
  passages: passages.filter(wasTold).map(passageOf),
  ...(basis && { basis }),
});

/** What of another agency's was told: of the items that left, the passages that showed. */
export const toldIn = ({ kept, left }: Pick<Telling, 'kept' | 'left'>): readonly ToldItem[] =>
  kept.decision.entitled
    ? itemsIn(kept.decision)
        .filter(({ item }) => left.has(item))
        .map(toldOf)
        .filter(({ passages }) => passages.length > 0)
    : [];
