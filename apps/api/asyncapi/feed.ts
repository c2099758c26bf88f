import { CHOSEN_TYPES, MESSAGE_TYPES, type ChosenType, type MessageType } from '@hub/partner-messages';
import type { Category } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';

/** The Kafka that topics are in, as whoever reads them has to know it. */
export interface Brokers {
  /** Each `host:port`. */
  readonly brokers: readonly string[];
  readonly security: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  readonly sasl?: { readonly mechanism: 'SCRAM-SHA-512' | 'OAUTHBEARER'; readonly tokenUrl?: string };
}

/** Where partners find what they are told. */
export interface Offer {
  readonly partnership: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Missing: there are no topics. */
  readonly kafka?: Brokers;
}

/** What a document is about: the feed of one agency, or that of any. */
export interface Feed extends Offer {
  /** Missing: any. */
  readonly agency?: string;
  /** Whether messages may be fetched. */
  readonly fetched: boolean;
  readonly types: readonly MessageType[];
  /** Of which notes it is told; missing: of whatever it chooses. */
  readonly categories?: readonly Category[];
}

const ALL = Object.keys(MESSAGE_TYPES) as MessageType[];

/** The feed of an agency, cut to what its active subscriptions ask for. */
export const feedOf = (
  { partnership, publicUrl, kafka }: Offer,
  agency: string,
  active: readonly Subscription[],
): Feed => {
  const chosen = new Set(active.flatMap(({ wanted }) => wanted.types));
  const isTold = (type: MessageType): boolean =>
    !CHOSEN_TYPES.includes(type as ChosenType) || chosen.has(type as ChosenType);
  const byTopic = active.some(({ wanted }) => wanted.delivery === 'kafka');
  return {
    partnership,
    publicUrl,
    ...(kafka && byTopic && { kafka }),
    agency,
    fetched: active.some(({ wanted }) => wanted.delivery === 'pull'),
    types: ALL.filter(isTold),
    categories: [...new Set(active.flatMap(({ wanted }) => wanted.categories))].sort(),
  };
};

/** The feed that any agency could have: what is public about it. */
export const anyFeed: Feed = {
  partnership: 'northshire',
  publicUrl: 'https://hub.example',
  kafka: { brokers: ['kafka.example:9094'], security: 'SASL_SSL', sasl: { mechanism: 'SCRAM-SHA-512' } },
  fetched: true,
  types: ALL,
};
