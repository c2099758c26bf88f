import type { Config } from './config.js';
import type { KafkaConfig } from './kafka.js';

const withoutPassword = (url: string): string => {
  const { protocol, hostname, port, pathname } = new URL(url);
  return `${protocol}//${hostname}${port && `:${port}`}${pathname}`;
};

/** Its settings name files of keys and certificates; several hosts are no URL. */
const hostsOf = (address: string): string => address.replace(/\?.*$/, '').replace(/\/\/[^@]*@/, '//');

const withoutSasl = ({ sasl, ...kafka }: KafkaConfig): object => ({
  ...kafka,
  ...(sasl && { sasl: { mechanism: sasl.mechanism } }),
});

/** What may be shown of the configuration: no key, no user, no password. */
export const redacted = (config: Config): Readonly<Record<string, unknown>> => ({
  ...config,
  ...(config.databaseUrl !== undefined && { databaseUrl: withoutPassword(config.databaseUrl) }),
  ...(config.databaseOwnerUrl !== undefined && { databaseOwnerUrl: withoutPassword(config.databaseOwnerUrl) }),
  ...(config.eventStoreUrl !== undefined && { eventStoreUrl: hostsOf(config.eventStoreUrl) }),
  ...(config.kek !== undefined && { kek: 'set' }),
  ...(config.signingKey !== undefined && { signingKey: 'set' }),
  ...(config.kafka && { kafka: withoutSasl(config.kafka) }),
});
