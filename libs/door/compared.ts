import { canonicalJson, type EventStore } from '@hub/eventsourcing';
import type { DisclosureEvent, FeedEvent } from '@hub/disclosures';
import { decide, type Decision, type Instant, type ItemId, type PersonId, type Request } from '@hub/sharing';
import { explainedTo, knownTo, type Explained, type Telling } from './explained.js';
import { keptDecision } from './kept-decision.js';
import { moving, type Moved } from './moved.js';

type DataOf<T extends (DisclosureEvent | FeedEvent)['type']> = Extract<
  DisclosureEvent | FeedEvent,
  { type: T }
>['data'];

/** That what was recorded did not leave, or is not told any more. */
export interface Voided {
  readonly recordedAt: Instant;
  readonly because: DataOf<'DisclosureVoided' | 'MessageVoided'>['because'];
  /** It may have left in full before. */
  readonly mayHaveLeft: boolean;
  /** What is told in the place of a message. */
  readonly inItsPlace?: DataOf<'MessageVoided'>['message'];
}

/** A recorded decision, decided again from what it rested on, and from what is known today. */
export interface Replayed {
  readonly subjects: readonly PersonId[];
  readonly recordedAt: Instant;
  /** The recorded policy version and the recorded revisions give the recorded decision. */
  readonly same: boolean;
  readonly then: Explained;
  readonly today: Explained;
  readonly moved: readonly Moved[];
  readonly voided?: Voided;
}

/** An entry that may be decided again, and whom that tells of. */
export interface Replayable {
  readonly whom: { readonly subjects: readonly PersonId[]; readonly knownAs?: readonly PersonId[] };
  readonly decideAgain: () => Promise<readonly Replayed[]>;
}

/** A request, and the facts on which it is decided, as an agency is told of them. */
export interface Side {
  readonly request: Request;
  readonly telling: Telling;
}

export interface Comparing {
  readonly decision: Decision;
  /** What was answered; a decision about very much keeps what it says of that alone. */
  readonly answered: ReadonlySet<ItemId>;
  readonly then: Side;
  readonly today: Side;
  /** What is told of the decision of then; missing: all that the agency knows of. */
  readonly told?: (decision: Decision) => Decision;
}

/** Decides once more what was decided, and decides it as of today; says what of that an agency may be told. */
export const comparing = (store: Pick<EventStore, 'read'>) => {
  const movedSince = moving(store);

  return async ({ decision, answered, then, today, told = (all) => all }: Comparing) => {
    const again = decide(then.request, then.telling.facts, decision.policy);
    const now = decide(today.request, today.telling.facts);
    const same = canonicalJson(keptDecision(again, answered)) === canonicalJson(decision);
    // The entry may keep less than was decided; what it keeps is then the same.
    const kept = told(same ? again : decision);
    return {
      same,
      then: explainedTo(then.telling, kept),
      today: explainedTo(today.telling, now),
      moved: await movedSince(decision, now, [knownTo(then.telling, kept), knownTo(today.telling, now)]),
    };
  };
};
