import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { reportOf, type Check, type Readiness } from './health.js';
import type { Metrics } from './metrics.js';

export interface AdminServerParts {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly checks: readonly Check[];
  readonly readiness: Readiness;
}

/** An address of its own for whoever watches the hub, and for nobody else: what is told there asks for no token. */
export interface AdminServer {
  readonly url: string;
  stop(): Promise<void>;
}

const answer = (reply: ServerResponse, status: number, type: string, body: string): void => {
  reply.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
};

const listening = async (server: Server, { host, port }: Pick<AdminServerParts, 'host' | 'port'>): Promise<string> => {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: at } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(at)}`;
};

/** Where the page is that is asked for; what a scrape is configured to ask besides changes nothing. */
const pathRead = ({ method = '', url = '' }: IncomingMessage): string | undefined =>
  ['GET', 'HEAD'].includes(method) ? url.split('?', 1)[0] : undefined;

/** `GET /metrics` for Prometheus, and `GET /health`. */
export const adminServer = async (parts: AdminServerParts): Promise<AdminServer> => {
  const { metrics, checks, readiness } = parts;
  const pages = new Map([
    ['/metrics', async (reply: ServerResponse) => answer(reply, 200, metrics.contentType, await metrics.text())],
    [
      '/health',
      async (reply: ServerResponse) => {
        const report = await reportOf(checks, readiness);
        answer(reply, report.status === 'up' ? 200 : 503, 'application/json', JSON.stringify(report));
      },
    ],
  ]);
  const server = createServer((request, reply) => {
    const page = pages.get(pathRead(request) ?? '');
    if (!page) answer(reply, 404, 'text/plain', 'There is GET /metrics and GET /health.\n');
    else page(reply).catch(() => answer(reply, 500, 'text/plain', 'That could not be found out.\n'));
  });
  const url = await listening(server, parts);
  return {
    url,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
