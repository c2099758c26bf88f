/** Sequences from one to another, both among them. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How far a reader has come in a feed. INVARIANT: `missing` is what lies between `first` and `last` and has not come, in order. */
export interface FeedState {
  /** Where the reader began: what was told before is not expected. */
  readonly first: number;
  readonly last: number;
  readonly missing: readonly Range[];
}

/** What the reader has had of a message already. */
export type Known = 'nothing' | 'full' | 'void';

/** Something authentic that has come, and what the reader's store knows of it. */
export type Arrival =
  | {
      readonly kind: 'message';
      readonly sequence: number;
      readonly previous: number;
      readonly void: boolean;
      readonly known: Known;
      /** The sequence of the last message with this subject that came in its place. */
      readonly lastOfSubject: number | undefined;
    }
  | { readonly kind: 'heartbeat'; readonly lastsequence: number };

/**
 * What is to be done.
 *
 * - `next`: it is in its place; hand it on.
 * - `late`: it was missing, or is older than where the reader began; hand it on.
 * - `repeat`: it has come before; drop it.
 * - `revoked`: it came in full, and now its void form says that its permission had gone.
 * - `conflict`: another message has its place; hand nobody on, and let somebody look.
 * - `alive`: a heartbeat.
 */
export type Verdict = 'next' | 'late' | 'repeat' | 'revoked' | 'conflict' | 'alive';

/** Whether what came before of the same subject has come: `gap` where it is missing, `broken` where `previous` cannot be right. */
export type Chain = 'whole' | 'gap' | 'broken';

export interface Step {
  readonly state: FeedState;
  readonly verdict: Verdict;
  readonly chain: Chain;
  /** What this has shown to be missing. */
  readonly gap?: Range;
}

const within = (ranges: readonly Range[], sequence: number): boolean =>
  ranges.some(({ from, to }) => from <= sequence && sequence <= to);

const without = (ranges: readonly Range[], sequence: number): readonly Range[] =>
  ranges.flatMap(({ from, to }) =>
    sequence < from || sequence > to
      ? [{ from, to }]
      : [
          { from, to: sequence - 1 },
          { from: sequence + 1, to },
        ].filter((part) => part.from <= part.to),
  );

/** Goes on to `last`; whatever lies in between, up to `seenFrom`, is missing. */
const advanced = (state: FeedState, last: number, seenFrom: number): Pick<Step, 'state' | 'gap'> => {
  const gap = { from: state.last + 1, to: seenFrom - 1 };
  if (gap.from > gap.to) return { state: { ...state, last } };
  return { state: { ...state, last, missing: [...state.missing, gap] }, gap };
};

type Message = Extract<Arrival, { kind: 'message' }>;

const chainOf = ({ first, missing }: FeedState, { previous, sequence, lastOfSubject }: Message): Chain => {
  if (previous >= sequence) return 'broken';
  if (within(missing, previous)) return 'gap';
  if (previous >= first) return lastOfSubject === previous ? 'whole' : 'broken';
  return lastOfSubject === undefined || lastOfSubject < first ? 'whole' : 'broken';
};

const known = (state: FeedState, arrival: Message): Step => {
  const verdict = arrival.void && arrival.known === 'full' ? 'revoked' : 'repeat';
  return { state, verdict, chain: 'whole' };
};

const behind = (state: FeedState, { sequence }: Message): Step => {
  if (sequence < state.first) return { state, verdict: 'late', chain: 'whole' };
  if (!within(state.missing, sequence)) return { state, verdict: 'conflict', chain: 'whole' };
  return { state: { ...state, missing: without(state.missing, sequence) }, verdict: 'late', chain: 'whole' };
};

const stepOfMessage = (state: FeedState, arrival: Message): Step => {
  if (arrival.known !== 'nothing') return known(state, arrival);
  if (arrival.sequence <= state.last) return behind(state, arrival);
  const on = advanced(state, arrival.sequence, arrival.sequence);
  return { ...on, verdict: 'next', chain: chainOf(on.state, arrival) };
};

const begun = (arrival: Arrival): FeedState => {
  const last = arrival.kind === 'heartbeat' ? arrival.lastsequence : arrival.sequence - 1;
  return { first: last + 1, last, missing: [] };
};

/** What is to be done about what has come, and how far the reader then is. Pure: the store says what is known, and keeps the state. */
export const step = (before: FeedState | undefined, arrival: Arrival): Step => {
  const state = before ?? begun(arrival);
  if (arrival.kind === 'message') return stepOfMessage(state, arrival);
  const on = advanced(state, Math.max(state.last, arrival.lastsequence), arrival.lastsequence + 1);
  return { ...on, verdict: 'alive', chain: 'whole' };
};
