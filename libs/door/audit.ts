import { canonicalJson, type EventStore, type Recorded } from '@hub/eventsourcing';
import {
  decisionIn,
  disclosureStream,
  isUnknownNote,
  NAMES_A_PERSON,
  type DecidedRequest,
  type DisclosureEvent,
  type RecordedRequest,
} from '@hub/disclosures';
import type { Asked, FactsGatherer, Gathered } from '@hub/facts';
import {
  decide,
  type Decision,
  type Facts,
  type FamilyId,
  type Instant,
  type ItemId,
  type PersonId,
  type Request,
} from '@hub/sharing';
import { NOT_FOUND, type NotFound } from './answered.js';
import { explainedTo, knownTo, type Explained, type Telling } from './explained.js';
import { keptDecision } from './kept-decision.js';
import { moving, type Moved } from './moved.js';
import { named, requestOf, type Asking, type Topic } from './question.js';
import { toldIds, type KeyedHash } from './told-ids.js';
import { trailReader, type TrailReading } from './trail-reader.js';

export interface AuditPorts extends TrailReading {
  readonly store: Pick<EventStore, 'append' | 'heads' | 'read'>;
  readonly facts: FactsGatherer;
  readonly hash: KeyedHash;
}

/** What would be decided for one of the officer's colleagues. */
export interface Explaining {
  readonly id: string;
  readonly officer: Asking;
  readonly asking: Omit<Asking, 'agency' | 'correlationId' | 'groundWords' | 'groundReference'>;
  readonly action: Request['action'];
  readonly about: Topic;
}

export interface Replaying {
  readonly id: string;
  readonly officer: Asking;
  readonly disclosureId: string;
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
}

/** For information governance: why, and whether it was so. Answers without content, and records each answer first. */
export interface Audit {
  explain(explaining: Explaining): Promise<Explained>;
  /** One replay for each decision that the disclosure recorded; a search has one for each candidate who was shown. */
  replay(replaying: Replaying): Promise<readonly Replayed[] | NotFound>;
}

type Kept = Recorded<Extract<DisclosureEvent, { type: 'DisclosureMade' | 'DisclosureDenied' | 'SearchMade' }>>;
type DataOf<T extends DisclosureEvent['type']> = Extract<DisclosureEvent, { type: T }>['data'];

const isKept = (event: Recorded<DisclosureEvent>): event is Kept =>
  event.type === 'DisclosureMade' || event.type === 'DisclosureDenied' || event.type === 'SearchMade';

/** Whoever was considered in a search and not shown is in the log alone. */
const shownIn = ({ candidates, decisions }: DataOf<'SearchMade'>): readonly RecordedRequest[] => {
  const shown = new Set(candidates.filter((candidate) => candidate.shown).map(({ personId }) => personId));
  return decisions.filter(({ request }) => request.subjects.some((subject) => shown.has(subject)));
};

const decisionsOf = ({ type, data }: Kept): readonly DecidedRequest[] => {
  const recorded = type === 'SearchMade' ? shownIn(data) : [data];
  return recorded.map((request) => ({ ...request, decision: decisionIn(request.decision) }));
};

/** What was answered; a search keeps every decision whole. */
const answeredIn = ({ data }: Kept): ReadonlySet<ItemId> =>
  new Set('items' in data ? data.items.map(({ item }) => item) : []);

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

const isUnknown = (data: Kept['data']): boolean => 'question' in data && isUnknownNote(data);

/** What would have been decided about nobody. */
const aboutNobody = (request: Request, facts: Facts, policy: string): Decision =>
  decide({ ...request, subjects: [] }, facts, policy);

/** Whom a decision was about; of whoever was not let in, those whom they named. */
const subjectsOf = ({ request, decision, question }: DecidedRequest, { data }: Kept): readonly PersonId[] => {
  if (isUnknown(data)) return [];
  if (decision.entitled) return request.subjects;
  return NAMES_A_PERSON.includes(question) ? (data.knownAs ?? data.subjects) : [];
};

/** An entry as its own agency may have it decided again. */
const replayable = (kept: Kept) => {
  const decisions = decisionsOf(kept);
  const subjects = [...new Set(decisions.flatMap((decided) => subjectsOf(decided, kept)))];
  const { knownAs } = kept.data;
  return { decisions, whom: { subjects, ...(subjects.length > 0 && knownAs && { knownAs }) } };
};

export const audit = ({ store, facts, now, eventId, hash }: AuditPorts): Audit => {
  const admit = trailReader({ store, now, eventId });

  const movedSince = moving(store);

  const tellingOf = (
    { agency }: Pick<Asking, 'agency'>,
    { gathered, known, familyId }: { gathered: Gathered; known: readonly PersonId[]; familyId: FamilyId | undefined },
  ): Telling => ({
    agency,
    ids: toldIds({ agency, hash }, gathered, known),
    facts: gathered.facts,
    asked: gathered.subjects,
    familyId,
  });

  const replayed = async (decided: DecidedRequest, event: Kept): Promise<Replayed> => {
    const { request, decision, familyId } = decided;
    const subjects = subjectsOf(decided, event);
    const known = subjects.length === 0 ? [] : (event.data.knownAs ?? event.data.subjects);
    const past = await facts.gatherAt(askedAgain(decided, request.at), decision.heads);
    const then = tellingOf(request, { gathered: past, known, familyId });
    const unknown = isUnknown(event.data);
    // Of a note that is none to the agency it is told what would be decided about nobody.
    const people = unknown ? [] : then.ids.people(request.subjects);
    const present = await facts.gather(askedToday(decided, { people, at: now() }));
    const since = tellingOf(request, { gathered: present, known, familyId });
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

  return {
    async explain({ id, officer, asking, action, about }) {
      const gathered = await facts.gather({
        people: [],
        ...about,
        ...(asking.override === undefined ? {} : { override: asking.override }),
        notes: true,
        at: now(),
      });
      const { subjects, at } = gathered;
      const { agency, correlationId } = officer;
      const request = requestOf({ asking: { ...asking, agency, correlationId }, action }, subjects, at);
      const decision = decide(request, gathered.facts);
      const familyId = 'familyId' in about ? about.familyId : undefined;
      const telling = tellingOf(officer, { gathered, known: named(about), familyId });
      const filter = {
        worker: asking.worker,
        role: asking.role,
        ...(asking.purpose && { purpose: asking.purpose }),
        ...(familyId !== undefined && { familyId }),
      };
      const whom = decision.entitled
        ? { subjects, knownAs: telling.ids.known(gathered.asked) }
        : // Whoever is not let in is told of those whom they named.
          { subjects: named(about) };
      await admit({ id, officer, question: 'explain', filter, ...whom });
      return explainedTo(telling, decision);
    },

    async replay({ id, officer, disclosureId }) {
      const events = await store.read<DisclosureEvent>(disclosureStream(disclosureId));
      const kept = events.findLast(isKept);
      const mine = kept?.data.agencyId === officer.agency ? kept : undefined;
      const { decisions, whom } = mine ? replayable(mine) : { decisions: [], whom: { subjects: [] } };
      await admit({ id, officer, question: 'replay', filter: { disclosureId }, ...whom });
      if (!mine) return NOT_FOUND;
      return Promise.all(decisions.map(async (decided) => replayed(decided, mine)));
    },
  };
};
