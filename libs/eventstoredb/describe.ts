import { readFileSync } from 'node:fs';
import { get as getPlain } from 'node:http';
import { get as getSecurely } from 'node:https';
import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';
import { addressOf, isByTls } from './address.js';
import { connected } from './connection.js';
import { isAnswer, translated } from './failure.js';
import { gossipOf, type Member } from './gossip.js';
import { insideOf } from './inside.js';
import { within } from './limits.js';

/** A node of the server, as the one that was asked knows it. */
export interface Node extends Member {
  /** Bytes of the log that it has not got yet. Missing where the server does not say. */
  readonly behind?: number;
}

export interface EngineDescription {
  readonly version: string;
  readonly nodes: readonly Node[];
}

const LIMIT = 5_000;

/** What the server tells of its nodes over HTTP alone. */
interface Told {
  readonly members: readonly {
    readonly state: string;
    readonly httpEndPointIp: string;
    readonly httpEndPointPort: number;
    readonly writerCheckpoint: number;
  }[];
}

const askedOverHttp = (url: string, ca: Buffer | undefined): Promise<Told | undefined> =>
  new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined);
    const get = url.startsWith('https:') ? getSecurely : getPlain;
    const asking = get(url, { timeout: LIMIT, ...(ca && { ca }) }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', giveUp);
      answer.on('end', () => {
        try {
          resolve(JSON.parse(text) as Told);
        } catch {
          giveUp();
        }
      });
    });
    asking.on('timeout', () => void asking.destroy());
    asking.on('error', giveUp);
  });

/** How much of the log each node lacks, by its address; nothing where the server does not say. */
const lagsOf = async (address: string, connectionString: string): Promise<ReadonlyMap<string, number>> => {
  const reached = addressOf(connectionString);
  const caFile = reached.settings.get('tlsCAFile');
  const scheme = isByTls(reached) ? 'https' : 'http';
  const told = await askedOverHttp(
    `${scheme}://${address}/gossip?format=json`,
    caFile ? readFileSync(caFile) : undefined,
  );
  const members = told?.members ?? [];
  const leader = members.find(({ state }) => state === 'Leader');
  return new Map(
    members.flatMap(({ httpEndPointIp, httpEndPointPort, writerCheckpoint }) =>
      leader
        ? [[`${httpEndPointIp}:${httpEndPointPort}`, Math.max(0, leader.writerCheckpoint - writerCheckpoint)]]
        : [],
    ),
  );
};

/** Fails where the server does not let the hub read; whether it has a leader to read from is another question. */
const welcomed = async (client: EventStoreDBClient): Promise<void> => {
  try {
    // To its end: what is left before holds up whoever closes the client.
    for await (const _ of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })) continue;
  } catch (error) {
    if (isAnswer(error)) throw error;
  }
};

/** Which engine answers at an address, who leads, and how far the others are behind. Fails with `unavailable`. */
export const describeEventStoreDb = async (connectionString: string): Promise<EngineDescription> => {
  const connection = connected(connectionString);
  try {
    const nodes = await within(LIMIT, gossipOf(connection.client()));
    await within(LIMIT, welcomed(connection.client()));
    const { serverVersion } = await within(LIMIT, insideOf(connection.client()).capabilities);
    const asked = nodes.find(({ role }) => role === 'leader') ?? nodes[0];
    const lags = asked ? await lagsOf(asked.address, connectionString) : new Map<string, number>();
    const withLag = nodes.map((node) => {
      const behind = lags.get(node.address);
      return behind === undefined ? node : { ...node, behind };
    });
    return { version: serverVersion, nodes: withLag };
  } catch (error) {
    throw translated(error);
  } finally {
    await connection.close();
  }
};
