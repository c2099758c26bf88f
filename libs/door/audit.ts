import type { EventStore } from '@hub/eventsourcing';
import { disclosureStream, type DisclosureEvent } from '@hub/disclosures';
import type { FactsGatherer } from '@hub/facts';
import { decide, type Request } from '@hub/sharing';
import { NOT_FOUND, type NotFound } from './answered.js';
import { explainedTo, tellingOf, type Explained } from './explained.js';
import { isKept, replayable } from './kept-entry.js';
import { named, requestOf, type Asking, type Topic } from './question.js';
import { replaying, type Replayed } from './replayed.js';
import type { KeyedHash } from './told-ids.js';
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

/** For information governance: why, and whether it was so. Answers without content, and records each answer first. */
export interface Audit {
  explain(explaining: Explaining): Promise<Explained>;
  /** One replay for each decision that the disclosure recorded; a search has one for each candidate who was shown. */
  replay(replaying: Replaying): Promise<readonly Replayed[] | NotFound>;
}

export const audit = ({ store, facts, now, eventId, hash }: AuditPorts): Audit => {
  const admit = trailReader({ store, now, eventId });
  const replayed = replaying({ store, facts, hash, now });

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
      const telling = tellingOf({ agency, hash }, { gathered, known: named(about), familyId });
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
