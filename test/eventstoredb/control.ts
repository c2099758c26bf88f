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

/** Plans and strikes by `POST`, on a port of its own; answers what is wrong with a plan as text. */
export const startControl = async (node: Node): Promise<number> => {
  const asked: Readonly<Record<string, (body: string) => unknown>> = {
    '/plan': (body) => node.faults.plan(JSON.parse(body) as FaultPlan) ?? {},
    '/clear': () => {
      node.faults.clear();
      return {};
    },
    '/strike': (body) => ({ struck: strikeOpen(node, (JSON.parse(body) as FaultPlan).fault) }),
    '/seen': (): Seen => ({ ...node.faults.seen(), following: node.following.size, events: node.log.all.length }),
  };
  const server = createServer((request, response) => {
    const answer = (body: string): void => {
      const answered = asked[request.url ?? '']?.(body) ?? 'no such request';
      const text = typeof answered === 'string' ? answered : JSON.stringify(answered);
      response.writeHead(typeof answered === 'string' ? 400 : 200, { connection: 'close' }).end(text);
    };
    bodyOf(request)
      .then(answer)
      .catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
