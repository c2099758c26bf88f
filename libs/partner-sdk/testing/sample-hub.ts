import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { BATCH_CONTENT_TYPE } from '@hub/partner-messages';
import type { KeySet } from '../keys.js';

/** What was asked of it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A hub as far as a partner sees it over HTTP, which a test can make fail. */
export interface SampleHub {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Messages in the feed, as they leave. */
  readonly texts: string[];
  keySet: KeySet;
  /** By id: what a replay tells. Whoever asks for another is answered 404. */
  readonly replays: Map<string, readonly string[]>;
  /** Cursors before this are kept no longer. */
  earliest: number;
  /** By message id; whoever asks for another is answered 404. */
  readonly content: Map<string, unknown>;
  /** By id: what was said last of each recall. Whoever acknowledges another is answered 404. */
  readonly recalls: Map<string, string>;
  /** The statuses of the next answers, before it is well again. */
  readonly fails: number[];
  close(): Promise<void>;
}

type Answering = (asked: Asked, answer: ServerResponse) => void;

const json = (answer: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => {
  answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

export const sampleHub = async (): Promise<SampleHub> => {
  const asked: Asked[] = [];
  const texts: string[] = [];
  const content = new Map<string, unknown>();
  const recalls = new Map<string, string>();
  const replays = new Map<string, readonly string[]>();
  const fails: number[] = [];

  const events: Answering = ({ query }, answer) => {
    const after = Number(query.get('after') ?? hub.earliest);
    if (after < hub.earliest) {
      json(answer, 410, { title: 'kept no longer', cursor: String(hub.earliest) });
      return;
    }
    const page = texts.slice(after, after + Number(query.get('limit')));
    const next = after + page.length;
    answer.writeHead(200, {
      'content-type': BATCH_CONTENT_TYPE,
      link: `</v1/feed/events?after=${next}&limit=${query.get('limit')}>; rel="next"`,
    });
    answer.end(`[${page.join(',')}]`);
  };
  const replayed: Answering = ({ path, query }, answer) => {
    const told = replays.get(path.split('/').at(-2) ?? '');
    if (told === undefined || query.has('wait')) {
      json(answer, told ? 400 : 404, { title: 'not so' });
      return;
    }
    const after = Number(query.get('after') ?? 0);
    const page = told.slice(after, after + Number(query.get('limit')));
    const next = after + page.length;
    answer.writeHead(200, {
      'content-type': BATCH_CONTENT_TYPE,
      ...(next < told.length && { link: `<${path}?after=${next}>; rel="next"` }),
    });
    answer.end(`[${page.join(',')}]`);
  };
  const contents: Answering = ({ path }, answer) => {
    const told = content.get(path.split('/').at(-2) ?? '');
    if (told === undefined) json(answer, 404, { title: 'not found' });
    else json(answer, 200, told);
  };
  const acknowledgements: Answering = ({ path, body }, answer) => {
    const id = path.split('/').at(-2) ?? '';
    const { outcome } = JSON.parse(body) as { readonly outcome: string };
    const before = recalls.get(id);
    if (before === undefined) json(answer, 404, { code: 'recall/unknown' });
    else if (before !== outcome && (before === 'done' || before === 'refused'))
      json(answer, 422, { code: 'recall/closed' });
    else {
      recalls.set(id, outcome);
      json(answer, 201, { id });
    }
  };
  const routes: readonly (readonly [RegExp, Answering])[] = [
    [
      /^\/\.well-known\/jwks\.json$/,
      (_, answer) => {
        json(answer, 200, hub.keySet);
      },
    ],
    [/^\/v1\/feed\/events$/, events],
    [/^\/v1\/feed\/replays\/[^/]+\/events$/, replayed],
    [/^\/v1\/feed\/position$/, (_, answer) => void answer.writeHead(204).end()],
    [/^\/v1\/feed\/messages\/[^/]+\/content$/, contents],
    [/^\/v1\/recalls\/[^/]+\/acknowledgements$/, acknowledgements],
  ];

  const server = createServer((request, answer) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hub.example');
      const { method = 'GET', headers } = request;
      const one = { method, path: pathname, query: searchParams, headers, body: await bodyOf(request) };
      asked.push(one);
      const status = fails.shift();
      if (status === undefined) routes.find(([path]) => path.test(pathname))?.[1](one, answer);
      else json(answer, status, {}, status === 503 ? { 'retry-after': '0' } : {});
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hub: SampleHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, texts, content, recalls, replays, fails },
    keySet: { keys: [] },
    earliest: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hub;
};
