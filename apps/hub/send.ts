import { connectionTo, topics } from '@hub/kafka';
import type { Config, Log } from '@hub/platform';
import type { Signing } from '@hub/signing';
import { sending, topicPartners, type Place, type Sending, type SentPlaces } from '../publisher/index.js';
import { checkpointOf, type Checkpoint } from './checkpoints.js';
import type { Settling } from './settle.js';
import type { Storage } from './storage.js';

export interface SendParts extends Pick<Storage, 'pools'> {
  readonly settling: Settling;
  readonly config: Pick<Config, 'kafka' | 'partnership' | 'publicUrl'>;
  readonly sign: Signing['sign'];
  readonly clock: () => Date;
  readonly log: Log;
}

/** How far each partner's topic is, beside the log. */
const sentPlaces = (pools: SendParts['pools']): SentPlaces => {
  const known = new Map<string, Promise<Checkpoint>>();
  const checkpointFor = (agency: string): Promise<Checkpoint> => {
    const found = known.get(agency) ?? checkpointOf(pools, `send ${agency}`);
    known.set(agency, found);
    return found;
  };
  return {
    load: async (agency) => {
      const kept = await (await checkpointFor(agency)).load();
      return kept === undefined ? undefined : (JSON.parse(kept) as Place);
    },
    save: async (agency, place) => (await checkpointFor(agency)).save(JSON.stringify(place)),
  };
};

/** The sending to partners' topics, in this process; none where no Kafka is configured. */
export const openSending = ({ pools, settling, config, sign, clock, log }: SendParts): Sending | undefined => {
  const { kafka, partnership, publicUrl } = config;
  if (!kafka) return undefined;
  const opened = topics({
    ...connectionTo(kafka),
    clientId: 'concord',
    log: (line) => log.debug({ line }, 'from the Kafka client'),
  });
  const process = sending({
    ...settling,
    topics: opened,
    places: sentPlaces(pools),
    sender: { partnership, publicUrl, sign },
    replicas: kafka.replicas,
    clock,
    random: () => Math.random(),
    log,
    partners: topicPartners({ ...settling, now: () => clock().toISOString() }),
  });
  return { ...process, stop: () => process.stop().then(() => opened.close()) };
};
