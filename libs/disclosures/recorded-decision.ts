import { lasting } from '@hub/eventsourcing';
import type { Decision, Gate, ItemOutcome, PassageOutcome, Reason } from '@hub/sharing';

/** What was decided about passages and gates that came to the same. Reasons by their places. */
interface Said extends Pick<PassageOutcome, 'obligations' | 'consents' | 'via'> {
  readonly outcome: PassageOutcome['outcome'] | Gate['outcome'];
  readonly reasons: readonly number[];
}

type Terms = Pick<ItemOutcome, 'basis' | 'onward'>;

interface RecordedItem
  extends Pick<ItemOutcome, 'item' | 'outcome'>, Partial<Pick<ItemOutcome, 'stream' | 'revision'>> {
  readonly passages: readonly (readonly [passage: string, said: number])[];
  readonly terms: number;
}

/** The gates of one flow: for each category, for each subject. */
interface RecordedGates extends Pick<Gate, 'agreement' | 'version' | 'flow'> {
  readonly categories: readonly Gate['category'][];
  readonly subjects: readonly Gate['subject'][];
  readonly said: readonly number[];
}

/**
 * A decision as the trail keeps it: complete, and what is alike said once, for most passages of a view are.
 *
 * Numbers are places: passages and gates have theirs in `said`, what is said in `because`, items in `terms`. An item
 * without `stream` is named as its stream is; without `revision`, it has the one among the heads.
 */
export interface RecordedDecision extends Omit<Decision, 'items' | 'gates'> {
  readonly because: readonly Reason[];
  readonly said: readonly Said[];
  readonly terms: readonly Terms[];
  readonly gates: readonly RecordedGates[];
  readonly items: readonly RecordedItem[];
}

/** Gives values their places in a list in which each stands once. */
const placing = <T extends object>() => {
  const list: T[] = [];
  const byText = new Map<string, number>();
  const byIdentity = new Map<T, number>();
  const placeOf = (value: T): number => {
    const seen = byIdentity.get(value);
    if (seen !== undefined) return seen;
    const text = JSON.stringify(value);
    const place = byText.get(text) ?? list.push(value) - 1;
    byText.set(text, place);
    byIdentity.set(value, place);
    return place;
  };
  return { list, placeOf };
};

type Judged = Pick<PassageOutcome, 'reasons' | 'obligations' | 'consents' | 'via'> & Pick<Said, 'outcome'>;

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((value, index) => value === b[index]));

const same = (a: Judged, b: Judged): boolean =>
  a.outcome === b.outcome &&
  a.via === b.via &&
  sameList(a.obligations, b.obligations) &&
  sameList(a.consents, b.consents);

/** What is said of a passage or a gate; those that the policy treated alike share their lists, which is quickly seen. */
const saying = (placeOfReason: (reason: Reason) => number) => {
  const { list, placeOf } = placing<Said>();
  const known = new Map<Judged['reasons'], { readonly judged: Judged; readonly place: number }[]>();

  const place = (judged: Judged): number => {
    const { outcome, reasons, obligations, consents, via } = judged;
    let alike = known.get(reasons);
    if (!alike) known.set(reasons, (alike = []));
    for (const one of alike) if (same(one.judged, judged)) return one.place;
    const said = { outcome, reasons: reasons.map(placeOfReason), obligations, consents, ...(via && { via }) };
    const made = placeOf(said);
    alike.push({ judged, place: made });
    return made;
  };
  return { list, place };
};

/** The terms of items; those that came by one flow share theirs, which is quickly seen. */
const stating = () => {
  const { list, placeOf } = placing<Terms>();
  const known = new Map<Terms['onward'], { readonly basis: Terms['basis']; readonly place: number }[]>();

  const place = ({ basis, onward }: ItemOutcome): number => {
    let alike = known.get(onward);
    if (!alike) known.set(onward, (alike = []));
    for (const one of alike) if (one.basis === basis) return one.place;
    const made = placeOf({ ...(basis && { basis }), onward });
    alike.push({ basis, place: made });
    return made;
  };
  return { list, place };
};

const sameFlow = (a: Gate, b: Gate): boolean =>
  a.agreement === b.agreement && a.version === b.version && a.flow === b.flow;

/** Gates of the same flow that follow each other. */
const byFlow = (gates: readonly Gate[]): readonly (readonly Gate[])[] => {
  const runs: Gate[][] = [];
  for (const gate of gates) {
    const last = runs.at(-1);
    if (last?.[0] && sameFlow(last[0], gate)) last.push(gate);
    else runs.push([gate]);
  }
  return runs;
};

const asTables = (run: readonly Gate[], place: (gate: Gate) => number): readonly RecordedGates[] => {
  const categories = [...new Set(run.map(({ category }) => category))];
  const subjects = [...new Set(run.map(({ subject }) => subject))];
  const width = subjects.length;
  const whole =
    run.length === categories.length * width &&
    run.every((gate, n) => gate.category === categories[Math.floor(n / width)] && gate.subject === subjects[n % width]);
  if (!whole) return run.flatMap((gate) => asTables([gate], place));
  return run.slice(0, 1).map(({ agreement, version, flow }) => ({
    ...{ agreement, version, flow, categories, subjects },
    said: run.map(place),
  }));
};

const asKept = ({ items, gates, ...decision }: Decision): RecordedDecision => {
  const because = placing<Reason>();
  const said = saying(because.placeOf);
  const terms = stating();

  const itemOf = (outcome: ItemOutcome): RecordedItem => {
    const { item, stream, revision } = outcome;
    return {
      item,
      outcome: outcome.outcome,
      passages: outcome.passages.map((passage) => [passage.passage, said.place(passage)]),
      ...(decision.heads[stream] === revision ? undefined : { revision }),
      ...(stream === item ? undefined : { stream }),
      terms: terms.place(outcome),
    };
  };

  return {
    ...decision,
    items: items.map(itemOf),
    gates: byFlow(gates).flatMap((run) => asTables(run, said.place)),
    because: because.list,
    said: said.list,
    terms: terms.list,
  };
};

/** Decisions are looked up as long as nothing moves, and so is what is kept of them. */
const known = new WeakMap<Decision, RecordedDecision>();

/** The decision as it is kept; `decisionIn` gives it back, value for value. */
export const recordedDecision = (decision: Decision): RecordedDecision => {
  const before = known.get(decision);
  if (before) return before;
  const made = lasting(asKept(decision));
  known.set(decision, made);
  return made;
};

const held = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a recorded decision refers to what it does not hold');
  return value;
};

type Words = Omit<Said, 'reasons'> & Pick<PassageOutcome, 'reasons'>;

const wordsIn = ({ because, said }: RecordedDecision): readonly Words[] =>
  said.map((one) => ({ ...one, reasons: one.reasons.map((place) => held(because[place])) }));

const itemsFrom = (recorded: RecordedDecision, words: readonly Words[]): readonly ItemOutcome[] =>
  recorded.items.map(({ item, outcome, stream = item, revision, passages, terms }): ItemOutcome => ({
    item,
    stream,
    revision: revision ?? held(recorded.heads[stream]),
    outcome,
    passages: passages.map(([passage, place]) => ({ passage, ...held(words[place]) }) as PassageOutcome),
    ...held(recorded.terms[terms]),
  }));

/** What became of each item, as it was recorded. */
export const itemsIn = (recorded: RecordedDecision): readonly ItemOutcome[] => itemsFrom(recorded, wordsIn(recorded));

/** The decision that was recorded. */
export const decisionIn = (recorded: RecordedDecision): Decision => {
  const { because: _, said: __, terms: ___, gates, ...decision } = recorded;
  const words = wordsIn(recorded);

  const gatesOf = ({ categories, subjects, said, ...flow }: RecordedGates): readonly Gate[] =>
    categories.flatMap((category, row) =>
      subjects.map((subject, column) => {
        const judged = held(words[held(said[row * subjects.length + column])]);
        return { ...flow, subject, category, ...judged } as Gate;
      }),
    );

  return { ...decision, gates: gates.flatMap(gatesOf), items: itemsFrom(recorded, words) };
};
