import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { connectionStringOf, wrong, type Address } from './address.js';
import { NobodyLeads, toldOf, unavailable } from './failure.js';
import { gossipOf, leaderOf, leads, votersIn, type Member } from './gossip.js';
import { insideOf, type Channel } from './inside.js';
import { within } from './limits.js';

/** gRPC's state of a channel that has been closed. */
const SHUT_DOWN = 4;

/** The last channel of each client that has any. */
const channels = new WeakMap<EventStoreDBClient, Promise<Channel>>();

/** Those that have found nobody to ask: the library does not look again. */
const stranded = new WeakSet<EventStoreDBClient>();

/** True for a client that fails for ever, because it has found nobody to ask. */
export const isStranded = (client: EventStoreDBClient): boolean => stranded.has(client);

/**
 * INVARIANT: nothing that the client does by itself ends the process. Its appends throw where nobody listens when their
 * channel has just been closed, and so does its search for a leader when that fails while another call is failing.
 */
const steady = (client: EventStoreDBClient): EventStoreDBClient => {
  const inside = insideOf(client);
  const { handleError, execute, createChannel } = inside;
  inside.createChannel = () => {
    const channel = createChannel();
    channels.set(client, channel);
    channel.catch(() => stranded.add(client));
    return channel;
  };
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
 * No new calls; those under way come to their end. To cancel them would pass off half an answer as a whole one. A search for the
 * leader that is under way comes to its end first.
 */
export const leave = async (client: EventStoreDBClient): Promise<void> => {
  const channel = await channels.get(client);
  if (channel?.getConnectivityState(false) !== SHUT_DOWN) channel?.close();
};

const KEEP_ALIVE = 10_000;
const MOST_KEEP_ALIVES = 5_000;
let clients = 0;

/**
 * What one client is told.
 *
 * INVARIANT: no two clients of a process are set up alike. gRPC gives one connection to all that are, so that a new client
 * would be stuck with the connection for which the old one was given up, or with the pause before it is tried again.
 */
const settingsFor = (settings: Address['settings']): Address['settings'] => {
  clients = (clients + 1) % MOST_KEEP_ALIVES;
  const keepAlive = Math.max(KEEP_ALIVE, Number(settings.get('keepAliveInterval') ?? KEEP_ALIVE));
  return new Map([...settings, ['keepAliveInterval', String(keepAlive + clients)]]);
};

/** What goes wrong is not passed on: the client's own errors may hold the connection string. */
const plainClient = (address: Address): EventStoreDBClient => {
  const connectionString = connectionStringOf({ ...address, settings: settingsFor(address.settings) });
  try {
    return steady(EventStoreDBClient.connectionString(connectionString));
  } catch {
    throw wrong('names a file of a certificate or a key that cannot be used');
  }
};

/** Where the address does not say. Whoever asks tries again anyway; a node that says nothing holds up nobody. */
const SEARCH = { maxDiscoverAttempts: 3, discoveryInterval: 100, gossipTimeout: 2 } as const;

const numberIn = ({ settings }: Address, name: keyof typeof SEARCH): number =>
  Number(settings.get(name) ?? SEARCH[name]);

/** What a node says, by a connection of its own. */
const saidBy = async (address: Address, node: string): Promise<readonly Member[]> => {
  const client = plainClient({ ...address, scheme: 'esdb', hosts: [node] });
  try {
    return await within(numberIn(address, 'gossipTimeout') * 1_000, gossipOf(client));
  } finally {
    leave(client).catch(() => undefined);
  }
};

/** What a node says that says of itself that it leads; nothing of any other. */
const saidByLeader = (node: string, said: Promise<readonly Member[]>): Promise<readonly Member[] | undefined> =>
  said.then(
    (members) => (leads(node, members) ? members : undefined),
    () => undefined,
  );

/** Where the address does not say at which port. */
const PORT = '2113';

const withPort = (host: string): string => (host.includes(':') ? host : `${host}:${PORT}`);

/** Who leads. */
export type Search = () => Promise<string>;

/**
 * Looks for who leads, by the word of all nodes and by its own: of those of the address at first, and from then on of those that the
 * leader knows for as long as one of them answers, so that it is found also where the address names one node, or a name that leads to one, and that one is silent.
 */
const searching = (address: Address): Search => {
  const hosts = [...new Set(address.hosts.map(withPort))];
  let nodes: readonly string[] = hosts;

  const attempt = async (said: (answer: Promise<unknown>) => void) => {
    const asked = new Map(nodes.map((node) => [node, saidBy(address, node)]));
    for (const answer of asked.values()) said(answer);
    const leader = await leaderOf([...asked.values()], (answer) => answer);
    if (leader === undefined) return undefined;
    const members = await saidByLeader(leader, asked.get(leader) ?? saidBy(address, leader));
    if (members) nodes = votersIn(members);
    return members && leader;
  };

  return async () => {
    const [answers, failures]: [unknown[], unknown[]] = [[], []];
    const said = (answer: Promise<unknown>): void =>
      void answer.then(
        (members) => answers.push(members),
        (error: unknown) => failures.push(error),
      );
    for (let count = 0; count < numberIn(address, 'maxDiscoverAttempts'); count += 1) {
      if (count > 0) await sleep(numberIn(address, 'discoveryInterval'));
      const leader = await attempt(said);
      if (leader !== undefined) return leader;
      // Not besides those that are known: a node that is asked by two names would count twice.
      if (answers.length === 0) nodes = hosts;
    }
    throw unavailable(answers.length > 0 ? new NobodyLeads('none of the nodes says who leads') : failures.at(-1));
  };
};

/** How the leader is looked for, where the nodes have to be asked; one that is named alone is asked everything. */
export const searchFor = (address: Address): Search | undefined =>
  address.scheme === 'esdb+discover' || address.hosts.length > 1 ? searching(address) : undefined;

/**
 * A client of whoever leads. It looks for the leader by itself where it has to: the library asks one node after another, in whichever
 * order, and believes the first that answers.
 */
export const clientFor = (address: Address, search: Search | undefined): EventStoreDBClient => {
  const client = plainClient({ ...address, scheme: 'esdb', hosts: address.hosts.slice(0, 1) });
  if (!search) return client;
  const inside = insideOf(client);
  const { handleError } = inside;
  let told: string | undefined;
  inside.handleError = (grpc, error) => {
    told = toldOf(error);
    return handleError(grpc, error);
  };
  inside.resolveUri = async () => {
    const leader = told;
    told = undefined;
    const isTrue = leader !== undefined && (await saidByLeader(leader, saidBy(address, leader))) !== undefined;
    return isTrue ? leader : search();
  };
  return client;
};
