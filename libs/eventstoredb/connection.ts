import { EventStoreDBClient } from '@eventstore/db-client';
import { within } from './limits.js';

/** What the client keeps to itself: some of it has to be put right (see `steady`), some it has no other way to ask. */
interface Inside {
  readonly capabilities: Promise<{ readonly serverVersion: string }>;
  handleError: (grpc: unknown, error: Error) => Promise<void>;
  execute: <T, G extends Grpc>(
    service: new (...given: never[]) => G,
    name: string,
    action: (grpc: G) => Promise<T>,
  ) => Promise<T>;
  getChannel: () => Promise<{ close(): void }>;
}

interface Grpc {
  getChannel(): { getConnectivityState(connect: boolean): number };
}

/** The client's types do not name what it has inside; what is asked of it here is what 6.2.1 has, and the suites ask it. */
export const insideOf = (client: EventStoreDBClient): Inside => client as unknown as Inside;

/** gRPC's state of a channel that has been closed. */
const SHUT_DOWN = 4;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A connection to the server, or to whoever leads the cluster. */
export interface Connection {
  readonly credentials: Credentials;
  client(): EventStoreDBClient;
  /** A client that has been silent is replaced by one that looks for the leader anew. */
  giveUp(client: EventStoreDBClient): void;
  /** From then on what is read may have been cut short. */
  isClosed(): boolean;
  close(): Promise<void>;
}

const ADDRESS = /^esdb(?:\+discover)?:\/\/(?:([^:@/]+):([^@/]+)@)?[^@]+$/;
const CLOSING = 2_000;

/**
 * INVARIANT: nothing that the client does by itself ends the process. Its appends throw where nobody listens when their
 * channel has just been closed, and so does its search for a leader when that fails while another call is failing.
 */
const steady = (client: EventStoreDBClient): EventStoreDBClient => {
  const inside = insideOf(client);
  const { handleError, execute } = inside;
  inside.handleError = (grpc, error) => handleError(grpc, error).catch(() => undefined);
  inside.execute = (service, name, action) =>
    execute(service, name, (grpc) =>
      grpc.getChannel().getConnectivityState(false) === SHUT_DOWN
        ? Promise.reject(new Error('the connection was closed'))
        : action(grpc),
    );
  return client;
};

/**
 * INVARIANT: every append carries credentials, so that the client takes its unary path: on its batch path one fault
 * spoils whatever is appended later. A server without TLS is never sent them.
 */
const credentialsIn = (connectionString: string): Credentials => {
  const [, username, password] = ADDRESS.exec(connectionString) ?? [];
  return username !== undefined && password !== undefined
    ? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
    : { username: 'concord', password: 'concord' };
};

export const connected = (connectionString: string): Connection => {
  const connect = () => steady(EventStoreDBClient.connectionString(connectionString));
  let current = connect();
  let closed = false;

  /** No new calls; those under way come to their end. To cancel them would pass off half an answer as a whole one. */
  const leave = async (client: EventStoreDBClient): Promise<void> => {
    const channel = await within(CLOSING, insideOf(client).getChannel()).catch(() => undefined);
    channel?.close();
  };

  return {
    credentials: credentialsIn(connectionString),
    client: () => current,
    isClosed: () => closed,
    giveUp: (client) => {
      if (client !== current || closed) return;
      current = connect();
      void leave(client);
    },
    close: async () => {
      closed = true;
      await within(CLOSING, current.dispose()).catch(() => undefined);
      await leave(current);
    },
  };
};
