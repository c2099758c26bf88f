import type { EventStoreDBClient } from '@eventstore/db-client';
import { addressOf, type Credentials } from './address.js';
import { clientFor, isStranded, leave, searchFor } from './client.js';
import { isAnswer, isLost } from './failure.js';
import { within } from './limits.js';

/** A connection to the server, or to whoever leads the cluster. */
export interface Connection {
  readonly credentials: Credentials;
  client(): EventStoreDBClient;
  /** Fires when the client of this moment is given up. */
  left(): AbortSignal;
  /** A client that has been silent is replaced by one that looks for the leader anew, by a connection of its own. */
  giveUp(client: EventStoreDBClient): void;
  /** The same for one that has failed, where what it failed by says that it has lost the server. */
  failed(client: EventStoreDBClient, error: unknown): void;
  /** The server has answered. */
  answered(): void;
  /** From then on what is read may have been cut short. */
  isClosed(): boolean;
  close(): Promise<void>;
}

const CLOSING = 2_000;

/**
 * INVARIANT: every append carries credentials, so that the client takes its unary path: on its batch path one fault
 * spoils whatever is appended later. A server without TLS is never sent them.
 */
const NOBODY: Credentials = { username: 'concord', password: 'concord' };

/**
 * How old a client has to be before it is given up, in milliseconds: what fails at once would fail as fast again. As long as none
 * answers each is left twice the time of the one before, so that a server that is slow is not left each time just before it answers.
 * One that has found nobody to ask is left at once, for another that looks again.
 */
const YOUNG = 50;
const OLD = 5_000;

export const connected = (connectionString: string): Connection => {
  const address = addressOf(connectionString);
  const search = searchFor(address);
  const connect = () => ({ client: clientFor(address, search), since: performance.now(), left: new AbortController() });
  let current = connect();
  let patience = YOUNG;
  let isClosed = false;

  const giveUp = (client: EventStoreDBClient): void => {
    const { since, left } = current;
    if (client !== current.client || isClosed) return;
    if (!isStranded(client)) {
      if (performance.now() - since < patience) return;
      patience = Math.min(patience * 2, OLD);
    }
    try {
      current = connect();
    } catch {
      // Its certificates cannot be read any more: the old one goes on for as long as it can.
      return;
    }
    left.abort();
    leave(client).catch(() => undefined);
  };

  return {
    credentials: address.credentials ?? NOBODY,
    client: () => current.client,
    left: () => current.left.signal,
    giveUp,
    failed: (client, error) => {
      if (isLost(error)) giveUp(client);
      else if (isAnswer(error)) patience = YOUNG;
    },
    answered: () => void (patience = YOUNG),
    isClosed: () => isClosed,
    close: async () => {
      isClosed = true;
      await within(CLOSING, current.client.dispose()).catch(() => undefined);
      await within(CLOSING, leave(current.client)).catch(() => undefined);
    },
  };
};
