import type { EventStore } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import { decide, type Request } from '@hub/sharing';
import { NOT_FOUND, type NotFound } from './answered.js';
import type { Replayed } from './compared.js';
import { explainedTo, tellingOf, type Explained } from './explained.js';
import type { FeedEntries } from './ports.js';
import { named, requestOf, type Asking, type Topic } from './question.js';
import { replaying } from './replayed.js';
import { replayingMessages } from './replayed-message.js';
import type { KeyedHash } from './told-ids.js';
import { trailReader, type TrailReading } from './trail-reader.js';

export interface AuditPorts extends TrailReading {
  readonly store: Pick<EventStore, 'append' | 'heads' | 'read' | 'isAfter'>;
  readonly facts: FactsGatherer;
  readonly hash: KeyedHash;
  readonly entries: FeedEntries;
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
  /** Of an answer, a denial, a search or a message. */
  readonly disclosureId: string;
}

/** For information governance: why, and whether it was so. Answers without content, and records each answer first. */
export interface Audit {
  explain(explaining: Explaining): Promise<Explained>;
  /** One replay for each decision that the disclosure recorded; a search has one for each candidate who was shown. */
  replay(replaying: Replaying): Promise<readonly Replayed[] | NotFound>;
}

export const audit = (ports: AuditPorts): Audit => {
  const { facts, now, hash } = ports;
  const admit = trailReader(ports);
  const answer = replaying(ports);
  const message = replayingMessages(ports);

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
      const { agency } = officer;
      const mine = (await answer(agency, disclosureId)) ?? (await message(agency, disclosureId));
      await admit({ id, officer, question: 'replay', filter: { disclosureId }, ...(mine?.whom ?? { subjects: [] }) });
      return mine ? mine.decideAgain() : NOT_FOUND;
    },
  };
};
