import type { EventStoreDBClient } from '@eventstore/db-client';

/** What the client keeps to itself: some of it has to be put right (see `client.ts`), some it has no other way to ask. */
export interface Inside {
  readonly capabilities: Promise<{ readonly serverVersion: string }>;
  handleError: (grpc: unknown, error: Error) => Promise<void>;
  execute: <T, G extends Grpc>(
    service: new (...given: never[]) => G,
    name: string,
    action: (grpc: G) => Promise<T>,
  ) => Promise<T>;
  getChannel: () => Promise<Channel>;
  createChannel: () => Promise<Channel>;
  /** Where the next channel goes to. */
  resolveUri: () => Promise<string>;
}

export interface Channel {
  getConnectivityState(connect: boolean): number;
  close(): void;
}

interface Grpc {
  getChannel(): Channel;
}

/** The client's types do not name what it has inside; what is asked of it here is what 6.2.1 has, and the suites ask it. */
export const insideOf = (client: EventStoreDBClient): Inside => client as unknown as Inside;
