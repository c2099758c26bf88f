import { connectionTo, topics } from '@hub/kafka';
import type { Config, Log } from '@hub/platform';
import type { Signing } from '@hub/signing';
import { sending, topicPartners, type Sending } from '../publisher/index.js';
import { sentPlaces } from './sent-places.js';
import type { Settling } from './settle.js';
import type { Storage } from './storage.js';

export interface SendParts extends Pick<Storage, 'pools'> {
  readonly settling: Settling;
  readonly config: Pick<Config, 'kafka' | 'partnership' | 'publicUrl'>;
  readonly sign: Signing['sign'];
  readonly clock: () => Date;
  readonly log: Log;
}

/** The sending to partners' topics, in this process; none where no Kafka is configured. */
export const openSending = async (parts: SendParts): Promise<Sending | undefined> => {
  const { pools, settling, config, sign, clock, log } = parts;
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
    places: await sentPlaces(pools),
    sender: { partnership, publicUrl, sign },
    replicas: kafka.replicas,
    clock,
    random: () => Math.random(),
    log,
    partners: topicPartners({ ...settling, now: () => clock().toISOString() }),
  });
  return { ...process, stop: () => process.stop().then(() => opened.close()) };
};
