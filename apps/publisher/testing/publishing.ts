import { randomUUID } from 'node:crypto';
import { NO_STREAM, type EventStore } from '@hub/eventsourcing';
import { factsGatherer, type NoteIndex, type Open } from '@hub/facts';
import { streamOf, type FactEvent } from '@hub/facts/testing';
import { topics, type KafkaOptions, type Topics } from '@hub/kafka';
import { feedLog, parkMessage, settling, type Departures } from '@hub/partner-feed';
import { anySignature, departuresInMemory, eventId, releasing } from '@hub/partner-feed/testing';
import { structuredLog } from '@hub/platform';
import { sending, type SendingParts } from '../send/sending.js';
import { topicPartners } from '../send/topic-partners.js';
import type { Place } from '../send/backlog.js';

const open: Open = async <T>(content: object) => Promise.resolve('clear' in content ? (content.clear as T) : undefined);
const metadata = { agency: 'test', actor: 'test', correlationId: 'test' };

/** An index that has taken in nothing: all is made up for from the log. */
const knowingNothing = ({ start }: EventStore): NoteIndex => ({
  about: () => Promise.resolve({ notes: [], families: [], upTo: start }),
});

export interface PublishingOptions {
  readonly store: EventStore;
  readonly kafka: KafkaOptions;
  readonly clock: () => Date;
  /** What has left, where another process has sent before; missing: nothing. */
  readonly departures?: Departures;
  readonly change?: (parts: SendingParts) => SendingParts;
  /** Something between the process and Kafka. */
  readonly through?: (topics: Topics) => Topics;
}

/** How far each partner was sent, kept in memory. */
export const placesInMemory = (known = new Map<string, Place>()) => ({
  known,
  load: (agency: string) => Promise.resolve(known.get(agency)),
  save: (agency: string, place: Place) => Promise.resolve(void known.set(agency, place)),
});

/** Everything that sends from a log to a Kafka, and a hand to write facts and release messages with. */
export const publishing = ({
  store,
  kafka,
  clock,
  departures = departuresInMemory(),
  change = (parts) => parts,
  through = (it) => it,
}: PublishingOptions) => {
  const now = (): string => clock().toISOString();
  const facts = factsGatherer({ store, index: knowingNothing(store), open });
  const feeds = feedLog({ store, eventId });
  const settlePorts = {
    store,
    facts,
    feeds,
    sign: anySignature,
    departures,
    now,
    hash: (use: string, text: string) => `${use} of ${text}`,
  };
  const lines: string[] = [];
  const opened = through(topics(kafka));

  const parts: SendingParts = {
    store,
    topics: opened,
    feeds,
    departures,
    settle: settling(settlePorts),
    park: parkMessage(settlePorts),
    places: placesInMemory(),
    sender: { partnership: 'northshire', publicUrl: 'https://hub.example', sign: anySignature },
    replicas: 1,
    clock,
    random: () => 0.5,
    log: structuredLog({ level: 'trace', to: { write: (line: string) => void lines.push(line) } }),
    pace: { first: 20, most: 500 },
    partners: topicPartners({ store, facts, now }),
  };

  return {
    sending: sending(change(parts)),
    kafka: opened,
    lines,
    feeds,
    /** A hand to subscribe this agency, and to release messages to it. */
    partner: (agency: string) => releasing({ store, facts, feeds, sign: anySignature, now }, agency),
  };
};

/** Writes facts to any log. */
export const recording = (store: EventStore) => async (all: readonly FactEvent[]) => {
  for (const event of all) {
    const stream = streamOf(event);
    await store.append({
      stream,
      expected: (await store.heads([stream])).get(stream) ?? NO_STREAM,
      events: [{ ...event, id: randomUUID(), metadata }],
      claim: { agency: 'test', commandId: randomUUID(), requestMac: 'test' },
    });
  }
};
