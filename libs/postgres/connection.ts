import pg from 'pg';

export interface ConnectionLimits {
  /** Most connections at one time. */
  readonly max?: number;
  /** Milliseconds after which the server gives a statement up; 0 is never. */
  readonly statementTimeout?: number;
  /** A statement is sent before those ahead of it are answered; without it, a connection has one under way at a time. */
  readonly pipeline?: boolean;
  /** Shown in `pg_stat_activity`. */
  readonly name?: string;
}

/** A grace for the network beyond the server's own limit: after that the connection counts as lost. */
const NETWORK_GRACE = 5_000;

const limits = ({
  statementTimeout = 10_000,
  name = 'concord',
  pipeline = false,
}: ConnectionLimits): pg.ClientConfig => ({
  pipeline,
  application_name: name,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  statement_timeout: statementTimeout,
  ...(statementTimeout > 0 && { query_timeout: statementTimeout + NETWORK_GRACE }),
  // INVARIANT: a commit is on disk before it is acknowledged, and a statement sees what was committed before it began.
  options: '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c client_encoding=UTF8',
});

/** What `pg` says when a connection is lost under a statement, or none is to be had; it has no code for that. */
const LOST =
  /^(Connection terminated|Client (has encountered|was closed)|timeout exceeded when trying|Query read timeout)/;
/** SQLSTATE for it. */
const CONNECTION_FAILURE = '08006';

/** Gives a lost connection its code, so that whoever meets it can tell that it passes. */
const named = (error: unknown): never => {
  if (error instanceof Error && !('code' in error) && LOST.test(error.message))
    throw Object.assign(error, { code: CONNECTION_FAILURE });
  throw error;
};

/** Connections to one database as one role, each with time limits and durable commits. */
export const connectionPool = (connectionString: string, options: ConnectionLimits = {}): pg.Pool => {
  // Kept longer than the default of ten seconds: a new connection has to plan its statements afresh.
  const pool = new pg.Pool({ connectionString, max: options.max ?? 8, idleTimeoutMillis: 300_000, ...limits(options) });
  // An idle connection that is lost has no caller to tell; the pool has dropped it already.
  pool.on('error', () => undefined);
  // One lost between two statements of a transaction fails the next; without a listener `pg` would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  pool.query = (async (...given: unknown[]) => query(...given).catch(named)) as typeof pool.query;
  return pool;
};

/** One connection of its own, for `LISTEN`. Not yet connected. */
export const connection = (connectionString: string, options: ConnectionLimits = {}): pg.Client => {
  const client = new pg.Client({ connectionString, ...limits(options) });
  client.on('error', () => undefined);
  return client;
};

/**
 * The two ways into a database: `owner` changes the schema, and takes several statements at once on a connection; `app`
 * works within the schema and owns nothing.
 */
export interface Pools {
  readonly owner: pg.Pool;
  readonly app: pg.Pool;
  close(): Promise<void>;
}

export const postgresPools = ({ ownerUrl, appUrl, max }: { ownerUrl: string; appUrl: string; max?: number }): Pools => {
  const owner = connectionPool(ownerUrl, { max: 2, statementTimeout: 0, name: 'concord owner', pipeline: true });
  const app = connectionPool(appUrl, { ...(max !== undefined && { max }) });
  return {
    owner,
    app,
    close: async () => {
      await Promise.all([owner.end(), app.end()]);
    },
  };
};

const begun = async <T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  await client.query('begin');
  return work(client);
};

/** What is asked for in one turn goes in one piece: to be woken by each costs PostgreSQL, and us, more than most statements do. */
const begunInOnePiece = <T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const { stream } = client.connection;
  stream.cork();
  try {
    const beginning = client.query('begin');
    // Work that throws before it asks for anything is the failure then.
    beginning.catch(() => undefined);
    return Promise.all([beginning, work(client)]).then(([, result]) => result);
  } finally {
    stream.uncork();
  }
};

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. `inOnePiece`: it sends all its
 * statements before it waits for any, over a connection that takes several at once.
 */
export const transaction = async <T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { inOnePiece = false } = {},
): Promise<T> => {
  const client = await pool.connect().catch(named);
  try {
    const result = await (inOnePiece ? begunInOnePiece : begun)(client, work);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given to the next caller.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    return named(error);
  }
};
