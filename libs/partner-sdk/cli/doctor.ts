import { topicOf } from '@hub/partner-messages';
import { Kafka, logLevel } from 'kafkajs';
import { PartnerError, wordOf } from '../failure.js';
import type { KeySet } from '../keys.js';
import { hubOf, kafkaOf, keysUrlOf, openStore, type Environment, type Options } from './options.js';
import type { Say } from './listen.js';

/** One thing that has to be well: what it is, and what is found. */
interface Check {
  readonly what: string;
  readonly look: () => Promise<string>;
}

const DEADLINE = 10_000;

const got = async (url: URL, headers: Record<string, string> = {}): Promise<Response> => {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(DEADLINE) });
  if (!answer.ok) throw new PartnerError('feed-unavailable', `${url.pathname} answered ${answer.status}`);
  return answer;
};

const keys = (options: Options): Check => ({
  what: 'keys of the hub',
  look: async () => {
    const { keys: found } = (await (await got(new URL(keysUrlOf(options)))).json()) as KeySet;
    const fit = found.filter(({ kty, crv }) => kty === 'EC' && crv === 'P-256').length;
    if (fit === 0) throw new PartnerError('keys-unavailable', 'there is no ES256 key among them');
    return `${fit} for ES256`;
  },
});

const pullFeed = (options: Options, environment: Environment): Check => ({
  what: 'pull feed',
  look: async () => {
    const { url, token } = hubOf(options, environment);
    await got(new URL('/v1/feed/events?limit=1&wait=0', url), { authorization: `Bearer ${token}` });
    return 'answers, and lets you in';
  },
});

const topic = (options: Options, environment: Environment): Check => ({
  what: 'topic',
  look: async () => {
    const { brokers, agency, group: _, ...access } = kafkaOf(options, environment);
    const name = topicOf(agency);
    const client = new Kafka({ brokers, ...access, logLevel: logLevel.NOTHING, retry: { retries: 2 } });
    const admin = client.admin();
    try {
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      return `${name} has ${topics[0]?.partitions.length ?? 0} partition`;
    } finally {
      await admin.disconnect();
    }
  },
});

const store = ({ store: where }: Options): Check => ({
  what: 'store',
  look: async () => {
    const { store: opened, close } = await openStore(where);
    try {
      await opened.prepare();
      return await opened.transaction(async (unit) => {
        const { waiting, letters, quarantined } = await unit.counts();
        const missing = (await unit.feeds()).flatMap(({ state }) => state.missing).length;
        return `${waiting} wait, ${letters} dead letters (${quarantined} in quarantine), ${missing} gaps`;
      });
    } finally {
      await close();
    }
  },
});

const sentenceOf = (error: unknown): string => (error instanceof PartnerError ? error.message : wordOf(error));

/** Looks at all that a consumer needs, and says of each how it is; resolves to whether all is well. */
export const doctor = async (options: Options, environment: Environment, say: Say): Promise<boolean> => {
  const source = options.brokers === undefined ? pullFeed(options, environment) : topic(options, environment);
  let well = true;
  for (const { what, look } of [keys(options), source, store(options)]) {
    try {
      say(`well  ${what}: ${await look()}`);
    } catch (error) {
      well = false;
      say(`bad   ${what}: ${sentenceOf(error)}`);
    }
  }
  return well;
};
