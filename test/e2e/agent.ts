import { randomUUID } from 'node:crypto';
import type { EventStore } from '@hub/eventsourcing';
import { problemTypes } from '../../apps/api/problem-pages/problem-types.js';
import { tell, tellBody } from '../logs/told.js';

export interface Options {
  /** The `Idempotency-Key` of a write; `null`: none. Missing: a fresh one. */
  readonly key?: string | null;
  /** The revision for `If-Match`. */
  readonly ifMatch?: number;
  readonly purpose?: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly ground?: {
    readonly kind: 'enquiry' | 'referral' | 'typed';
    readonly reference?: string;
    readonly words?: string;
    readonly informUnsafe?: boolean;
  };
  readonly override?: string;
  readonly gateway?: string;
  /** The position to wait for on a read; `null`: none. Missing: the last one written through this hub. */
  readonly minPosition?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as it is sent, instead of JSON of the second argument. */
  readonly raw?: string;
}

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return -- what an answer holds is what a spec is about to find out */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: any;
}

/** A call under way. Waiting for it gives the answer, whatever it is. */
export interface Call extends PromiseLike<Answer> {
  /** The answer, after its status, and what of its body is given, have been held against it. */
  expect(status: number, body?: object): Promise<any>;
  /** `expect(201)`: the receipt. */
  created(body?: object): Promise<any>;
  /** The answer is a problem of RFC 9457 with this status and code, and nothing else. */
  refused(status: number, code?: string): Promise<any>;
}

/** Somebody who calls the hub. */
export interface Agent {
  post(path: string, body?: unknown, options?: Options): Call;
  get(path: string, options?: Options): Call;
  /** Any request, for what the other two do not do. */
  call(method: string, path: string, options?: Options, body?: unknown): Call;
}

/** The revision of a record as it stands, for `If-Match`. */
export const revisionOf = async (agent: Agent, path: string): Promise<number> => {
  const { headers } = await agent.get(path, { minPosition: null });
  return Number(headers.get('etag')?.replaceAll('"', ''));
};

interface Surroundings {
  readonly hub: { readonly url: string; readonly store: Pick<EventStore, 'isAfter'> };
  readonly seen: { position: string };
  readonly token: () => Promise<string | undefined>;
}

const groundHeaders = ({ kind, reference, words, informUnsafe }: NonNullable<Options['ground']>) => ({
  'concord-ground': kind,
  ...(reference !== undefined && { 'concord-ground-reference': reference }),
  ...(words !== undefined && { 'concord-ground-words': encodeURIComponent(words) }),
  ...(informUnsafe !== undefined && { 'concord-inform-unsafe': String(informUnsafe) }),
});

const headersOf = ({ key, ifMatch, ground, override, gateway, headers }: Options) => ({
  ...(typeof key === 'string' && { 'idempotency-key': key }),
  ...(ifMatch !== undefined && { 'if-match': `"${String(ifMatch)}"` }),
  ...(ground && groundHeaders(ground)),
  ...(override !== undefined && { 'concord-override': override }),
  ...(gateway !== undefined && { 'concord-gateway': gateway }),
  ...headers,
});

const addressOf = (url: string, path: string, { purpose, query = {} }: Options): URL => {
  const address = new URL(path.startsWith('/v1') || !path.startsWith('/') ? path : `/v1${path}`, url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  if (purpose !== undefined) address.searchParams.set('purpose', purpose);
  return address;
};

/** A call, of which the answer is known once it comes. */
export const callOf = (answer: Promise<Answer>): Call => {
  const expected = async (status: number, body?: object) => {
    const got = await answer;
    if (got.status !== status) throw new Error(`expected ${String(status)}, got ${String(got.status)}: ${got.text}`);
    if (body) expect(got.body).toMatchObject(body);
    return got.body;
  };
  return {
    then: (done, failed) => answer.then(done, failed),
    expect: expected,
    created: (body) => expected(201, body),
    refused: async (status, code) => {
      const problem = await expected(status);
      expectProblem(await answer);
      if (code !== undefined) expect(problem.code).toBe(code);
      return problem;
    },
  };
};

/** Holds an answer against what every problem has to be. */
export const expectProblem = ({ status, headers, body }: Answer): void => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^\/problems\/[a-z-]+\/[a-z-]+$/),
    title: expect.any(String),
    status,
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    code: expect.stringMatching(/^[a-z-]+\/[a-z-]+$/),
    retryable: expect.any(Boolean),
  });
  expect(problemTypes.has((body as { code: string }).code)).toBe(true);
};

/** Somebody with a token. */
export const agentOf = ({ hub, seen, token }: Surroundings): Agent => {
  const send = async (method: string, path: string, options: Options, body: unknown): Promise<Answer> => {
    tellBody(body);
    tell(options.ground?.words, options.ground?.reference);
    const bearer = await token();
    const payload = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(addressOf(hub.url, path, options), {
      method,
      headers: {
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headersOf(options),
      },
      ...(payload !== undefined && { body: payload }),
    });
    const text = await response.text();
    const written = response.headers.get('concord-position');
    if (written !== null && hub.store.isAfter(written, seen.position)) seen.position = written;
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
  };

  const reading = ({ minPosition = seen.position, headers, ...options }: Options): Options => ({
    ...options,
    headers: { ...(minPosition !== null && { 'concord-min-position': minPosition }), ...headers },
  });
  const call: Agent['call'] = (method, path, options = {}, body?) => callOf(send(method, path, options, body));
  const isWrite = (path: string): boolean => !path.includes(':');

  return {
    call,
    get: (path, options = {}) => call('GET', path, reading(options)),
    post: (path, body = {}, options = {}) =>
      isWrite(path)
        ? call('POST', path, { key: randomUUID(), ...options }, body)
        : call('POST', path, reading(options), body),
  };
};
