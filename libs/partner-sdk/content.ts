import { PartnerError } from './failure.js';

/** What a token is asked for. */
export interface Wish {
  readonly purpose?: string;
  /** Who of yours looks at it, where a person does: the token has to be theirs. */
  readonly worker?: string;
}

/** A token for the hub, or how to come by one. */
export type Token = string | ((wish: Wish) => string | Promise<string>);

/** The hub's API, and how to be let in. */
export interface HubAccess {
  /** For example `https://hub.example`. */
  readonly url: string;
  readonly token: Token;
}

/** What a message is about: told; gone, because there is no permission any more; or nothing, where the message says all. */
export type Content =
  { readonly status: 'told'; readonly content: unknown } | { readonly status: 'gone' } | { readonly status: 'nothing' };

/** For which purpose it is asked, and for whom; the purpose is the message's unless said otherwise. */
export type FetchContent = (wish?: Wish) => Promise<Content>;

export const tokenFor = async (token: Token, wish: Wish): Promise<string> =>
  typeof token === 'string' ? token : await token(wish);

const DEADLINE = 30_000;

/** What the hub wants to be waited, in milliseconds, where it says so in seconds. */
export const retryAfterOf = (answer: Response): number | undefined => {
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
};

/** INVARIANT: a token goes to the hub alone, whatever a message names. */
const addressOf = (hub: HubAccess, dataref: string, purpose: string): URL => {
  const address = new URL(dataref, hub.url);
  if (address.origin !== new URL(hub.url).origin)
    throw new PartnerError('content-refused', 'the message leads to another place than the hub');
  address.searchParams.set('purpose', purpose);
  return address;
};

const asked = async (address: URL, headers: Readonly<Record<string, string>>): Promise<Response> => {
  try {
    return await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(DEADLINE) });
  } catch {
    throw new PartnerError('content-unavailable', 'the hub did not answer');
  }
};

/** Whether it may go better another time. */
export const isTrouble = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const understood = async (answer: Response): Promise<Content> => {
  if (answer.status === 404) return { status: 'gone' };
  if (answer.ok) return { status: 'told', content: await answer.json() };
  const code = isTrouble(answer.status) ? 'content-unavailable' : 'content-refused';
  throw new PartnerError(code, `the hub answered ${answer.status}`, retryAfterOf(answer));
};

/** What `fetch` needs of a message. */
interface Referring {
  readonly dataref?: string;
  readonly purpose?: string;
  readonly traceparent?: string;
}

/** Asks what a message is about, under a fresh decision of the hub. A 404 means that there is no permission any more. */
export const contentOf =
  (hub: HubAccess | undefined, message: Referring): FetchContent =>
  async (wish = {}) => {
    const purpose = wish.purpose ?? message.purpose;
    if (message.dataref === undefined) return { status: 'nothing' };
    if (hub === undefined) throw new PartnerError('configuration', 'say by `hub` where to fetch from');
    if (purpose === undefined) throw new PartnerError('configuration', 'say for which purpose');
    const address = addressOf(hub, message.dataref, purpose);
    return understood(
      await asked(address, {
        accept: 'application/json',
        authorization: `Bearer ${await tokenFor(hub.token, { ...wish, purpose })}`,
        ...(message.traceparent === undefined ? {} : { traceparent: message.traceparent }),
      }),
    );
  };
