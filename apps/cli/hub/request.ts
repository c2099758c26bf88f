import { stop } from '../outcome.js';
import { patiently, type Patience } from './patience.js';
import type { Token } from './token.js';

export interface Hub {
  readonly address: URL;
  readonly token: Token;
  readonly patience: Patience;
  /** Told once when the hub does not answer, and once when it does again. */
  readonly notice: (text: string) => void;
}

/** RFC 9457, as the hub answers; a proxy in between may answer otherwise. */
export interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  /** Below `/v1/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const REQUEST_TIMEOUT = 30_000;

const attempt = ({ address, token }: Hub, { method, path, headers, body }: Asked): Promise<Response> =>
  fetch(new URL(`v1/${path}`, address.href.endsWith('/') ? address : `${address.href}/`), {
    method,
    headers: {
      authorization: `Bearer ${token()}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
    // The token is for this hub and no other.
    redirect: 'error',
    signal: AbortSignal.timeout(REQUEST_TIMEOUT),
  });

/** What a failed answer says, so far as it can be read. */
export const problemIn = async (response: Response): Promise<Problem> => {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
};

const isBusy = ({ status }: Response): boolean => status === 429 || status >= 500;

const millisecondsAskedFor = (response: Response | undefined): number =>
  1000 * (Number(response?.headers.get('retry-after') ?? 0) || 0);

/** An answer, or nothing where the connection failed. A token that was renewed meanwhile is tried as well. */
const attempted = async (hub: Hub, asked: Asked): Promise<Response | undefined> => {
  const token = hub.token();
  const response = await attempt(hub, asked).catch(() => undefined);
  return response?.status === 401 && hub.token() !== token ? attempted(hub, asked) : response;
};

/** Tells the user when the hub goes away, and when it is back. */
const watching = ({ notice }: Hub) => {
  let isAway = false;
  return (response: Response | undefined): void => {
    if (isAway === !response) return;
    isAway = !response;
    notice(isAway ? 'the hub does not answer; trying again' : 'the hub answers again');
  };
};

/**
 * Asks the hub until it answers: a hub that is busy, restarting or out of reach is asked again, until patience runs out.
 *
 * Only for what may be asked twice: reads, and writes with an idempotency key.
 */
export const askHub = async (hub: Hub, asked: Asked): Promise<Response> => {
  const again = patiently(hub.patience);
  const watch = watching(hub);
  for (;;) {
    const response = await attempted(hub, asked);
    watch(response);
    if (response && !isBusy(response)) return response;
    if (await again(millisecondsAskedFor(response))) await response?.body?.cancel();
    else return response ?? stop('failed', 'the hub did not answer for too long');
  }
};
