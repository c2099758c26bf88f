import {
  answerOf,
  type AgencyId,
  type Decision,
  type Facts,
  type Gate,
  type ItemId,
  type ItemOutcome,
  type ObligationCode,
  type Outcome,
  type Reason,
} from '@hub/sharing';

/** A decision as an information-governance officer may see it. No content. */
export interface Explained {
  readonly policy: string;
  readonly entitled: boolean;
  readonly outcome: Outcome;
  /** Of the answer; where there was none, why not. */
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  /** What each flow to the agency comes to, with its reasons and the consents that it relies on. */
  readonly gates: readonly Gate[];
  readonly items: readonly ItemOutcome[];
  /** Revisions of the streams that the decision rests on. */
  readonly heads: Readonly<Record<string, number>>;
}

const isShown = ({ passages }: ItemOutcome): boolean => passages.some(({ outcome }) => outcome !== 'omit');

/** What an officer's agency knows of: its own items, what the request shows it, and the streams that may be named. */
export interface Known {
  readonly own: ReadonlySet<ItemId>;
  readonly shown: ReadonlySet<ItemId>;
  readonly streams: ReadonlySet<string>;
}

/** Whoever is not let in learns of nobody: the names of the streams would tell who is in a family. */
const NAMED_TO_ANYBODY: readonly string[] = ['register'];

export const knownTo = (agency: AgencyId, { entitled, items, heads }: Decision, facts: Facts): Known => {
  const own = new Set(facts.items.filter(({ source }) => source === agency).map(({ id }) => id));
  const shown = new Set(items.filter(isShown).map(({ item }) => item));
  // The name of a note's stream tells that there is a note.
  const mayName = (stream: string): boolean => !stream.startsWith('note-') || own.has(stream) || shown.has(stream);
  return { own, shown, streams: new Set(entitled ? Object.keys(heads).filter(mayName) : NAMED_TO_ANYBODY) };
};

const itemsFor = ({ own, shown }: Known, items: readonly ItemOutcome[]): readonly ItemOutcome[] =>
  items
    .filter(({ item }) => own.has(item) || shown.has(item))
    .map((item) =>
      own.has(item.item) ? item : { ...item, passages: item.passages.filter(({ outcome }) => outcome !== 'omit') },
    );

/**
 * The decision in full, but for what the officer's agency knows nothing of: that another agency holds something which
 * it does not share is that agency's to tell.
 */
export const explainedTo = (agency: AgencyId, decision: Decision, facts: Facts): Explained => {
  const known = knownTo(agency, decision, facts);
  const { outcome, reasons, obligations } = answerOf(decision) ?? decision;
  return {
    policy: decision.policy,
    entitled: decision.entitled,
    outcome,
    reasons,
    obligations,
    gates: decision.gates,
    items: itemsFor(known, decision.items),
    heads: Object.fromEntries(Object.entries(decision.heads).filter(([stream]) => known.streams.has(stream))),
  };
};
