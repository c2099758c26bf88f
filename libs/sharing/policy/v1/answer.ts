import type {
  Answer,
  Decision,
  Gate,
  ItemOutcome,
  ObligationCode,
  Outcome,
  PassageOutcome,
  Reason,
  VisibleItem,
} from '../../language.js';
import { once } from './asking.js';
import { inOrder } from './decide.js';
import { toldReasons } from './gates.js';
import { overPassages } from './item-outcome.js';

const shown = ({ passages }: ItemOutcome): readonly PassageOutcome[] =>
  passages.filter(({ outcome }) => outcome !== 'omit');

const visibleItem = (item: ItemOutcome, passages: readonly PassageOutcome[]): VisibleItem => {
  const outcome = overPassages(passages);
  const via = passages[0]?.via;
  return {
    item: item.item,
    outcome: outcome === 'omit' ? 'mask' : outcome,
    permitted: passages.filter((one) => one.outcome === 'permit').map(({ passage }) => passage),
    masked: passages.filter((one) => one.outcome === 'mask').map(({ passage, reasons }) => ({ passage, reasons })),
    ...(via && { via }),
    ...(item.basis && { basis: item.basis }),
    onward: item.onward,
  };
};

const refusal = (gates: readonly Gate[]): Outcome => {
  if (gates.some(({ outcome }) => outcome === 'review')) return 'review';
  return gates.some(({ outcome }) => outcome === 'declined') ? 'declined' : 'deny';
};

const outcomeOf = (gates: readonly Gate[], passages: readonly PassageOutcome[], unseen: boolean): Outcome => {
  const permitted = [...gates, ...passages].some(({ outcome }) => outcome === 'permit');
  const failed =
    unseen || gates.some(({ outcome }) => outcome !== 'permit') || passages.some(({ outcome }) => outcome === 'mask');
  if (!failed) return 'permit';
  return permitted ? 'partial' : refusal(gates);
};

const OF_OVERRIDE: readonly ObligationCode[] = ['RECORD_REASON', 'ALERT', 'REVIEW_OVERRIDE'];

/** What is said of the request as a whole; never of an item, for those that are omitted have reasons here too. */
const ofRequest = ({ reasons }: Decision): { reasons: readonly Reason[]; obligations: readonly ObligationCode[] } => {
  const override = reasons.filter(({ code }) => code === 'OVERRIDE_ACCEPTED');
  const unseen = reasons.filter(({ code }) => code === 'PURPOSE_NOT_IDENTIFIABLE');
  return {
    reasons: [...override, ...unseen],
    obligations: [
      ...(override.length > 0 ? OF_OVERRIDE : []),
      ...(unseen.length > 0 ? (['OFFER_AGGREGATE'] as const) : []),
    ],
  };
};

/** Each list once: many passages share theirs. */
const lists = <T>(all: readonly (readonly T[])[]): readonly (readonly T[])[] => [...new Set(all)];

/**
 * What the caller may learn; undefined where the caller gets the answer of a person who does not exist.
 *
 * INVARIANT: a function of the request, the gates and the visible passages alone.
 */
export const answerOf = (decision: Decision): Answer | undefined => {
  if (!decision.entitled) return undefined;
  const visible = decision.items
    .map((item) => ({ item, passages: shown(item) }))
    .filter(({ passages }) => passages.length > 0);
  const passages = visible.flatMap((one) => one.passages);
  const request = ofRequest(decision);
  const told = [...decision.gates, ...passages];
  return {
    outcome: outcomeOf(decision.gates, passages, request.obligations.includes('OFFER_AGGREGATE')),
    reasons: inOrder([...request.reasons, ...lists(told.map(({ reasons }) => reasons)).flatMap(toldReasons)]),
    obligations: [...once([...request.obligations, ...lists(told.map((one) => one.obligations)).flat()])].sort(),
    items: visible.map((one) => visibleItem(one.item, one.passages)),
  };
};
