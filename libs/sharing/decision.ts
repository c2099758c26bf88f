import type { LawfulBasis } from './agreement-facts.js';
import type { ItemId, PersonId } from './basics.js';
import type { Category, ObligationCode } from './codes.js';

export type Stage = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export interface Reason {
  readonly code: string;
  readonly stage: Stage;
  /** The rule that gave it. */
  readonly rule: string;
  /** One plain sentence, without anybody's data. */
  readonly sentence: string;
}

export type Outcome = 'permit' | 'partial' | 'deny' | 'review' | 'declined';

/** Where a permission comes from. `own`: the agency's own record. `override`: emergency access with no flow. */
export type Via =
  | { readonly kind: 'own' }
  | { readonly kind: 'override'; readonly override: string }
  | { readonly kind: 'flow'; readonly agreement: string; readonly version: number; readonly flow: number };

export interface PassageOutcome {
  readonly passage: string;
  readonly outcome: 'permit' | 'mask' | 'omit';
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly via?: Via;
  readonly consents: readonly string[];
}

/** What becomes of one item: `permit` if every passage is, `omit` if every passage is, else `mask`-ed where it says so. */
export interface ItemOutcome {
  readonly item: ItemId;
  readonly stream: string;
  readonly revision: number;
  readonly outcome: 'permit' | 'partial' | 'mask' | 'omit';
  readonly passages: readonly PassageOutcome[];
  readonly basis?: LawfulBasis;
  readonly onward: readonly string[];
}

/**
 * What a flow to the caller comes to for one subject and category, whether or not there is any item: so that the
 * answer to the caller says nothing about what exists.
 */
export interface Gate {
  readonly agreement: string;
  readonly version: number;
  readonly flow: number;
  readonly subject: PersonId;
  readonly category: Category;
  readonly outcome: 'permit' | 'deny' | 'review' | 'declined';
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
}

/** The answer to a request, complete: what the trail keeps. Only `answerOf(decision)` may be shown to the caller. */
export interface Decision {
  readonly policy: string;
  readonly outcome: Outcome;
  /** True when stages 0 to 3 let the caller in. False: the caller gets the answer of a person who does not exist. */
  readonly entitled: boolean;
  readonly reasons: readonly Reason[];
  readonly gates: readonly Gate[];
  readonly items: readonly ItemOutcome[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  readonly heads: Readonly<Record<string, number>>;
}

/** What the caller learns: a function of gates, visible items and masks alone; omitted items leave no trace in it. */
export interface Answer {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly items: readonly VisibleItem[];
}

export interface VisibleItem {
  readonly item: ItemId;
  readonly outcome: 'permit' | 'partial' | 'mask';
  /** Passages that may be shown, and those that show as a gap with their reason. Omitted ones are not listed. */
  readonly permitted: readonly string[];
  readonly masked: readonly { readonly passage: string; readonly reasons: readonly Reason[] }[];
  readonly via?: Via;
  readonly basis?: LawfulBasis;
  readonly onward: readonly string[];
}
