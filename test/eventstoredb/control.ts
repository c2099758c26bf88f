import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultKind, FaultPlan } from './faults.js';
import type { Node } from './node.js';

/** What the double has seen and what it holds. */
export interface Seen {
  /** How often each fault was met. */
  readonly met: Readonly<Partial<Record<FaultKind, number>>>;
  readonly calls: Readonly<Record<string, number>>;
  /** How many subscriptions are open. */
  readonly following: number;
  readonly events: number;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
};

/** Does to every open subscription what the fault does, and says to how many. */
const strikeOpen = (node: Node, fault: FaultKind): number => {
  const open = [...node.following];
  for (const breakOff of open) breakOff(fault);
  for (const _ of open) node.faults.count(fault);
  return open.length;
};

export type Asked = Readonly<Record<string, (body: string) => unknown>>;

/** What one node is asked: to plan and to strike, and what it has seen. */
export const controlOf = (node: Node): Asked => ({
  '/plan': (body) => node.faults.plan(JSON.parse(body) as FaultPlan) ?? {},
  '/clear': () => {
    node.faults.clear();
    return {};
  },
  '/strike': (body) => ({ struck: strikeOpen(node, (JSON.parse(body) as FaultPlan).fault) }),
  '/seen': (): Seen => ({ ...node.faults.seen(), following: node.following.size, events: node.log.all.length }),
});

/** Answers what is asked by `POST`, on a port of its own; what is wrong with it as text. */
export const startControl = async (asked: Asked): Promise<number> => {
  const answerTo = async (request: IncomingMessage): Promise<unknown> =>
    (await asked[request.url ?? '']?.(await bodyOf(request))) ?? 'no such request';
  const server = createServer((request, response) => {
    const answer = (answered: unknown): void => {
      const text = typeof answered === 'string' ? answered : JSON.stringify(answered);
      response.writeHead(typeof answered === 'string' ? 400 : 200, { connection: 'close' }).end(text);
    };
    answerTo(request)
      .then(answer)
      .catch((error: unknown) => answer(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
