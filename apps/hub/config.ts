import { join } from 'node:path';

/** What a hub needs to know before it starts. */
export interface HubConfig {
  readonly environment: 'development' | 'production';
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where the embedded PostgreSQL and the development keys live. */
  readonly dataDir: string;
  /** An external PostgreSQL: one address for changes of the schema, one for everything else. */
  readonly database?: { readonly ownerUrl: string; readonly appUrl: string };
  /** The key-encryption key; missing: one beside the data, for demonstrations. */
  readonly kek?: string;
  /** The client whose tokens speak for the partnership itself, from the first start on. */
  readonly administratorClient: string;
  /** Loads the demonstration partnership into an empty log. */
  readonly demo: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const databaseFrom = (environment: Environment) => {
  const [appUrl, ownerUrl] = [environment['DATABASE_URL'], environment['DATABASE_OWNER_URL']];
  if (appUrl === undefined) return {};
  if (ownerUrl === undefined)
    throw new Error('DATABASE_OWNER_URL is missing: DATABASE_URL alone cannot change the schema');
  return { database: { ownerUrl, appUrl } };
};

const portFrom = (text = '3000'): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error('PORT is not a port');
  return port;
};

/** The configuration that the environment says; it refuses to be half-set. */
export const configFrom = (environment: Environment): HubConfig => {
  const kek = environment['CONCORD_KEK'];
  return {
    environment: environment['NODE_ENV'] === 'production' ? 'production' : 'development',
    host: environment['CONCORD_HOST'] ?? '127.0.0.1',
    port: portFrom(environment['PORT']),
    dataDir: environment['CONCORD_DATA'] ?? join(process.cwd(), 'data'),
    ...databaseFrom(environment),
    ...(kek !== undefined && { kek }),
    administratorClient: environment['CONCORD_ADMINISTRATOR_CLIENT'] ?? 'concord-partnership',
    demo: environment['CONCORD_DEMO'] !== 'off' && environment['NODE_ENV'] !== 'production',
  };
};
