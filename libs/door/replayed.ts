import { canonicalJson, type EventStore } from '@hub/eventsourcing';
import type { DecidedRequest } from '@hub/disclosures';
import type { Asked, FactsGatherer } from '@hub/facts';
import { decide, type Decision, type Facts, type Instant, type PersonId, type Request } from '@hub/sharing';
import { explainedTo, knownTo, tellingOf, type Explained } from './explained.js';
import { answeredIn, isUnknown, subjectsOf, type Kept } from './kept-entry.js';
import { keptDecision } from './kept-decision.js';
import { moving, type Moved } from './moved.js';
import type { KeyedHash } from './told-ids.js';

/** A recorded decision, decided again from what it rested on, and from what is known today. */
export interface Replayed {
  readonly subjects: readonly PersonId[];
  readonly recordedAt: Instant;
  /** The recorded policy version and the recorded revisions give the recorded decision. */
  readonly same: boolean;
  readonly then: Explained;
  readonly today: Explained;
  readonly moved: readonly Moved[];
}

export interface ReplayPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly facts: FactsGatherer;
  readonly hash: KeyedHash;
  readonly now: () => Instant;
}

const WITHOUT_NOTES: readonly DecidedRequest['question'][] = ['search', 'caseload', 'consents'];

const askedAgain = ({ request, question, familyId }: DecidedRequest, at: Instant): Asked => ({
  people: request.subjects,
  ...(familyId === undefined ? {} : { familyId }),
  ...(request.override === undefined ? {} : { override: request.override }),
  ...(question === 'consents' ? { consentsOf: request.agency } : {}),
  notes: !WITHOUT_NOTES.includes(question),
  at,
});

/** The same people as the caller knows them, whatever has become of a match; a family's are whoever is in it today. */
const askedToday = (kept: DecidedRequest, { people, at }: Pick<Asked, 'people' | 'at'>): Asked => ({
  ...askedAgain(kept, at),
  people: kept.familyId === undefined ? people : [],
});

/** What would have been decided about nobody. */
const aboutNobody = (request: Request, facts: Facts, policy: string): Decision =>
  decide({ ...request, subjects: [] }, facts, policy);

/** Decides again what an entry of the trail keeps. */
export const replaying = ({ store, facts, hash, now }: ReplayPorts) => {
  const movedSince = moving(store);

  return async (decided: DecidedRequest, event: Kept): Promise<Replayed> => {
    const { request, decision, familyId } = decided;
    const to = { agency: request.agency, hash };
    const subjects = subjectsOf(decided, event);
    const known = subjects.length === 0 ? [] : (event.data.knownAs ?? event.data.subjects);
    const past = await facts.gatherAt(askedAgain(decided, request.at), decision.heads);
    const then = tellingOf(to, { gathered: past, known, familyId });
    const unknown = isUnknown(event);
    // Of a note that is none to the agency it is told what would be decided about nobody.
    const people = unknown ? [] : then.ids.people(request.subjects);
    const present = await facts.gather(askedToday(decided, { people, at: now() }));
    const since = tellingOf(to, { gathered: present, known, familyId });
    const again = decide(request, past.facts, decision.policy);
    const today = decide({ ...request, at: present.at, subjects: present.subjects }, present.facts);
    const same = canonicalJson(keptDecision(again, answeredIn(event))) === canonicalJson(decision);
    // The entry may keep less than was decided; what it keeps is then the same.
    const kept = same ? again : decision;
    const told = unknown ? aboutNobody(request, past.facts, decision.policy) : kept;
    return {
      subjects: decision.entitled ? then.ids.people(subjects) : subjects,
      recordedAt: event.recordedAt,
      same,
      then: explainedTo(then, told),
      today: explainedTo(since, today),
      moved: await movedSince(decision, today, [knownTo(then, told), knownTo(since, today)]),
    };
  };
};
