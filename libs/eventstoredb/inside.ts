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

const NAMES = [
  ...['capabilities', 'handleError', 'execute'],
  ...['getChannel', 'createChannel', 'resolveUri'],
] as const satisfies readonly (keyof Inside)[];

/** By their names alone: to look at some of them is to ask the server. */
const hasInside = (client: object): client is Inside => NAMES.every((name) => name in client);

/** What 6.2.1 has inside, which its types do not name; another version that has it no more is told apart at once. */
export const insideOf = (client: EventStoreDBClient): Inside => {
  const found: object = client;
  if (!hasInside(found)) throw new Error('the client of EventStoreDB is another inside than the hub knows');
  return found;
};
