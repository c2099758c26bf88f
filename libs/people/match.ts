import { refuse, type Command, type Decider } from '@hub/eventsourcing';
import type { PersonId, WorkerId } from '@hub/sharing';
import type { MatchEvent, MatchReason } from './events.js';

type AboutMatch<T extends string, D extends object> = Command<T, { readonly matchId: string } & Readonly<D>>;

export type MatchCommand =
  | AboutMatch<
      'ProposeMatch',
      { people: readonly [PersonId, PersonId]; reasons: readonly MatchReason[]; confidence: number }
    >
  | AboutMatch<'ConfirmMatch' | 'RejectMatch' | 'UndoMatch', { steward: WorkerId }>;

/** Whether two records are of one person. */
export type Match =
  | { readonly status: 'absent' }
  | {
      readonly status: 'proposed' | 'confirmed' | 'rejected' | 'undone';
      readonly people: readonly [PersonId, PersonId];
    };

/** Two people in the one order in which a match names them. */
export const orderedPair = (a: PersonId, b: PersonId): readonly [PersonId, PersonId] => (a < b ? [a, b] : [b, a]);

/** The id of the match of two people, whichever comes first. The hash is the caller's, and keyed. */
export const matchIdOf = (a: PersonId, b: PersonId, hash: (text: string) => string): string =>
  hash(JSON.stringify(orderedPair(a, b)));

/** What a steward may decide: from where, to where, and what is said when it is too late or too soon. */
const DECISIONS = {
  ConfirmMatch: {
    event: 'MatchConfirmed',
    from: ['proposed', 'undone'],
    to: 'confirmed',
    refusal: ['people/match-rejected', 'a rejected match is not confirmed'],
  },
  RejectMatch: {
    event: 'MatchRejected',
    from: ['proposed', 'undone'],
    to: 'rejected',
    refusal: ['people/match-confirmed', 'a confirmed match is undone, not rejected'],
  },
  UndoMatch: {
    event: 'MatchUndone',
    from: ['confirmed'],
    to: 'undone',
    refusal: ['people/match-not-confirmed', 'only a confirmed match is undone'],
  },
} as const;

const STATUS = {
  MatchProposed: 'proposed',
  MatchConfirmed: 'confirmed',
  MatchRejected: 'rejected',
  MatchUndone: 'undone',
} as const;

type Proposal = Extract<MatchCommand, { type: 'ProposeMatch' }>['data'];

const propose = ({ people, confidence, ...proposal }: Proposal): readonly MatchEvent[] => {
  if (people[0] === people[1]) refuse('people/match-with-itself', 'a record is not matched with itself');
  if (!(confidence >= 0 && confidence <= 1))
    refuse('people/confidence-out-of-range', 'confidence lies between 0 and 1');
  return [{ type: 'MatchProposed', data: { ...proposal, people: orderedPair(...people), confidence } }];
};

/**
 * A match is confirmed by a steward, never by the hub itself. A pair that a steward has rejected is not proposed again;
 * one that was undone may be confirmed again.
 */
export const match: Decider<Match, MatchCommand, MatchEvent> = {
  initial: { status: 'absent' },

  decide({ type, data }, state) {
    if (type === 'ProposeMatch') return state.status === 'absent' ? propose(data) : [];
    if (state.status === 'absent') return refuse('people/no-such-match', 'this match was never proposed');
    const { event, from, to, refusal } = DECISIONS[type];
    const [code, message] = refusal;
    if (state.status === to) return [];
    if (!(from as readonly Match['status'][]).includes(state.status)) return refuse(code, message);
    return [{ type: event, data: { matchId: data.matchId, people: state.people, steward: data.steward } }];
  },

  evolve(state, { type, data }) {
    return Object.hasOwn(STATUS, type) ? { status: STATUS[type], people: data.people } : state;
  },
};
