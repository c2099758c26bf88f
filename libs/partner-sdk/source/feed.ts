import { BATCH_CONTENT_TYPE } from '@hub/partner-messages';
import { pause } from '../ambient.js';
import { retryAfterOf, tokenFor, type HubAccess } from '../content.js';
import { PartnerError, wordOf } from '../failure.js';
import type { Reading, Source } from './source.js';

/** The hub's pull feed, for whoever has no Kafka. */
export interface FeedOptions extends HubAccess {
  /** Messages in one answer at most; 200 unless said otherwise. */
  readonly limit?: number;
  /** Seconds that the hub may wait for something new; 20 unless said otherwise, 25 at most. */
  readonly wait?: number;
  /** The id of a replay: it is read instead of the feed, to its end, and the place in the feed stays where it is. */
  readonly replay?: string;
}

/** One answer: messages, and where to read on. */
interface Page {
  readonly messages: readonly unknown[];
  readonly next: string | undefined;
}

/** Where to read on, and whether nothing more comes. */
interface Place {
  readonly after: string | undefined;
  readonly ended: boolean;
}

/** One request to the hub. */
interface Asking {
  readonly path: string;
  readonly method?: 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const AGAIN = { first: 500, longest: 30_000 };
const PATIENCE_MS = 15_000;
/** Between two answers without anything, in case the hub does not wait. */
const BREATH_MS = 200;
const EVENTS = '/v1/feed/events';
const eventsOf = (replay: string | undefined): string =>
  replay === undefined ? EVENTS : `/v1/feed/replays/${encodeURIComponent(replay)}/events`;
const POSITION = '/v1/feed/position';
const BATCH = BATCH_CONTENT_TYPE.split(';')[0] ?? '';

/** The cursor in `Link: <…after=…>; rel="next"`. */
const cursorIn = (link: string | null, base: string): string | undefined => {
  const [, address] = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '') ?? [];
  return address === undefined ? undefined : (new URL(address, base).searchParams.get('after') ?? undefined);
};

const beginningIn = async (answer: Response): Promise<string> => {
  const { cursor } = (await answer.json()) as { readonly cursor?: unknown };
  if (typeof cursor !== 'string') throw new PartnerError('feed-unavailable', 'the feed does not say where it begins');
  return cursor;
};

/** The sequence of the last message of a page; 0 where there is none. */
const lastOf = (messages: readonly unknown[]): number => {
  const { sequence } = (messages.at(-1) ?? {}) as { readonly sequence?: unknown };
  return typeof sequence === 'number' ? sequence : 0;
};

/** Asked by a function, since it changes while something is waited for. */
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

const isRefused = (status: number): boolean => status === 401 || status === 403 || status === 404;

const failureOf = (answer: Response): PartnerError => {
  const code = isRefused(answer.status) ? 'feed-refused' : 'feed-unavailable';
  return new PartnerError(code, `the hub answered ${answer.status}`, retryAfterOf(answer));
};

const pageOf = async (answer: Response, base: string): Promise<Page> => {
  // Kept no longer: read on from the first that is; what lies between shows as a gap.
  if (answer.status === 410) return { messages: [], next: await beginningIn(answer) };
  if (!answer.ok) throw failureOf(answer);
  const messages: unknown = await answer.json();
  if (!Array.isArray(messages)) throw new PartnerError('feed-unavailable', 'the feed is no list');
  return { messages, next: cursorIn(answer.headers.get('link'), base) };
};

/**
 * The pull feed: the same messages as in the topic, with the same signatures. Its position is kept in your store, and told.
 *
 * With `replay`, what the hub tells once more: over the same store, what has come before is dropped, and what was missing takes its
 * place. Ends with the replay.
 */
export const feed = ({ url, token, limit = 200, wait = 20, replay }: FeedOptions): Source => {
  const ask = async ({ path, method = 'GET', body, signal, headers }: Asking): Promise<Response> => {
    const authorization = `Bearer ${await tokenFor(token, {})}`;
    const rest = { method, redirect: 'error', signal, ...(body === undefined ? {} : { body }) } as const;
    return fetch(new URL(path, url), { ...rest, headers: { ...headers, authorization } });
  };

  const page = async (after: string | undefined, stop: AbortSignal): Promise<Page> => {
    const query = new URLSearchParams({ limit: String(limit), ...(replay === undefined && { wait: String(wait) }) });
    if (after !== undefined) query.set('after', after);
    const signal = AbortSignal.any([stop, AbortSignal.timeout(wait * 1_000 + PATIENCE_MS)]);
    const answer = await ask({ path: `${eventsOf(replay)}?${query.toString()}`, headers: { accept: BATCH }, signal });
    return pageOf(answer, url);
  };

  /** That the hub does not hear how far it was read is no reason to stop reading. */
  const tell = async (position: number, { signal, report }: Reading): Promise<void> => {
    try {
      const answer = await ask({
        path: POSITION,
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ position }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      if (!answer.ok) throw failureOf(answer);
    } catch (error) {
      report({ connected: true, trouble: `position: ${wordOf(error)}` });
    }
  };

  const readPage = async (after: string | undefined, reading: Reading): Promise<Place> => {
    const { messages, next } = await page(after, reading.signal);
    reading.heard();
    reading.report({ connected: true });
    for (const message of messages) {
      if (reading.signal.aborted) return { after, ended: true };
      await reading.receive(JSON.stringify(message));
    }
    if (next !== undefined && next !== after) await reading.keepPosition(next);
    if (replay !== undefined) return { after: next, ended: next === undefined };
    if (messages.length === 0) await reading.ambient.sleep(BREATH_MS, reading.signal);
    // What a replay tells says nothing of how far the feed was read.
    else await tell(lastOf(messages), reading);
    return { after: next ?? after, ended: false };
  };

  return {
    name: `feed ${new URL(url).origin}${replay === undefined ? '' : ` replay ${replay}`}`,
    hub: { url, token },
    read: async (reading) => {
      const { signal, report, ambient } = reading;
      let place: Place = { after: await reading.position(), ended: false };
      let failures = 0;
      const again = async (error: unknown): Promise<void> => {
        failures += 1;
        report({ connected: false, trouble: wordOf(error) });
        const asked = error instanceof PartnerError ? (error.retryAfter ?? 0) : 0;
        await ambient.sleep(Math.max(asked, pause(AGAIN, failures, ambient.random)), signal);
      };
      while (!signal.aborted && !place.ended) {
        try {
          place = await readPage(place.after, reading);
          failures = 0;
        } catch (error) {
          if (!isAborted(signal)) await again(error);
        }
      }
      report({ connected: false });
    },
  };
};
