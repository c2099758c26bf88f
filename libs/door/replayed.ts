import type { EventStore, Instant, Recorded } from '@hub/eventsourcing';
import { disclosureStream, type DecidedRequest, type DisclosureEvent } from '@hub/disclosures';
import type { Asked, FactsGatherer } from '@hub/facts';
import { decide, type AgencyId, type Decision, type Facts, type Request } from '@hub/sharing';
import { comparing, type Replayable, type Replayed, type Voided } from './compared.js';
import { tellingOf } from './explained.js';
import { answeredIn, isKept, isUnknown, replayable, subjectsOf, type Kept } from './kept-entry.js';
import type { KeyedHash } from './told-ids.js';

export interface ReplayPorts {
  readonly store: Pick<EventStore, 'read' | 'isAfter'>;
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

const voidedAfter = (kept: Kept, events: readonly Recorded<DisclosureEvent>[]): { readonly voided?: Voided } => {
  for (const { type, data, revision, recordedAt } of events)
    if (type === 'DisclosureVoided' && revision > kept.revision)
      return { voided: { recordedAt, because: data.because, mayHaveLeft: false } };
  return {};
};

/** Decides again what somebody asked, and was answered or denied. */
export const replaying = ({ store, facts, hash, now }: ReplayPorts) => {
  const compare = comparing(store);

  const replayed = async (decided: DecidedRequest, event: Kept): Promise<Replayed> => {
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
    const compared = await compare({
      decision,
      answered: answeredIn(event),
      then: { request, telling: then },
      today: {
        request: { ...request, at: present.at, subjects: present.subjects },
        telling: tellingOf(to, { gathered: present, known, familyId }),
      },
      ...(unknown && { told: () => aboutNobody(request, past.facts, decision.policy) }),
    });
    return {
      subjects: decision.entitled ? then.ids.people(subjects) : subjects,
      recordedAt: event.recordedAt,
      ...compared,
    };
  };

  /** `undefined` where the agency has no such entry. */
  return async (agency: AgencyId, disclosureId: string): Promise<Replayable | undefined> => {
    const events = await store.read<DisclosureEvent>(disclosureStream(disclosureId));
    const kept = events.findLast(isKept);
    if (kept?.data.agencyId !== agency) return undefined;
    const { decisions, whom } = replayable(kept);
    const voided = voidedAfter(kept, events);
    return {
      whom,
      decideAgain: () =>
        Promise.all(decisions.map(async (decided) => ({ ...(await replayed(decided, kept)), ...voided }))),
    };
  };
};
