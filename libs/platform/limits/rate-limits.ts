import type { Client } from '@hub/agencies';
import type { WorkerId } from '@hub/sharing';
import type { Needs } from '../asking/asking.js';
import { budget, WINDOW, type Balance } from './budget.js';

/** Requests in a minute; 0: as many as come. */
export interface RateLimitsConfig {
  /** Of a client, whoever works with it. */
  readonly client: number;
  /** Of a worker who searches for people. */
  readonly search: number;
  /** Of a client that asks for messages once more. */
  readonly replay: number;
}

export interface RateLimits {
  /** Counts a request by every budget that it is part of, and says what is left of each. */
  spend(caller: Client & { readonly worker: WorkerId }, of: Pick<Needs, 'searches' | 'replays'>): readonly Balance[];
}

/** Counts in this process alone, and only whoever is registered. */
export const rateLimits = ({ client, search, replay }: RateLimitsConfig, clock: () => Date): RateLimits => {
  const ofClient = client > 0 ? budget('client', client, clock) : undefined;
  const ofSearch = search > 0 ? budget('search', search, clock) : undefined;
  const ofReplay = replay > 0 ? budget('replay', replay, clock) : undefined;
  return {
    spend: ({ issuer, clientId, worker }, { searches, replays }) => [
      ...(ofClient ? [ofClient.spend(JSON.stringify([issuer, clientId]))] : []),
      ...(ofReplay && replays ? [ofReplay.spend(JSON.stringify([issuer, clientId]))] : []),
      ...(ofSearch && searches ? [ofSearch.spend(JSON.stringify([issuer, clientId, worker]))] : []),
    ],
  };
};

const list = (balances: readonly Balance[], each: (balance: Balance) => string): string =>
  balances.map(each).join(', ');

/**
 * What is left, for the caller: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), and the older
 * three, which know one budget alone: the one of which least is left.
 */
export const rateLimitHeaders = (balances: readonly Balance[]): Readonly<Record<string, string>> => {
  const [tightest] = balances.toSorted((a, b) => a.left - b.left);
  if (!tightest) return {};
  return {
    'ratelimit-policy': list(balances, ({ policy, quota }) => `"${policy}";q=${quota};w=${WINDOW}`),
    ratelimit: list(balances, ({ policy, left, renewsIn }) => `"${policy}";r=${left};t=${renewsIn}`),
    'x-ratelimit-limit': String(tightest.quota),
    'x-ratelimit-remaining': String(tightest.left),
    'x-ratelimit-reset': String(tightest.renewsIn),
  };
};

/** Seconds to wait, where a budget is spent. */
export const secondsToWait = (balances: readonly Balance[]): number | undefined => {
  const spent = balances.filter(({ exceeded }) => exceeded);
  return spent.length === 0 ? undefined : Math.max(...spent.map(({ renewsIn }) => renewsIn));
};
