import type { HubOptions } from '../../apps/hub/start.js';

type Config = HubOptions['config'];

export const ADMINISTRATOR_CLIENT = 'concord-partnership';

/** A hub of a suite: on a port that is free, without the demonstration and without rate limits; on this database, or on one of its own. */
export const configOf = (
  dataDir: string,
  database?: { readonly appUrl: string; readonly ownerUrl: string },
  more: Partial<Config> = {},
): Config => ({
  environment: 'development',
  administratorClient: ADMINISTRATOR_CLIENT,
  host: '127.0.0.1',
  port: 0,
  dataDir,
  ...(database && { databaseUrl: database.appUrl, databaseOwnerUrl: database.ownerUrl }),
  drainSeconds: 0,
  rateLimits: { client: 0, search: 0, replay: 0 },
  logLevel: 'error',
  demo: false,
  partnership: 'northshire',
  publicUrl: 'https://hub.example',
  ...more,
});
