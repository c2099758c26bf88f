import { importJWK, type JWK } from 'jose';
import { ambient, type Ambient } from './ambient.js';
import { PartnerError } from './failure.js';

type Key = Awaited<ReturnType<typeof importJWK>>;

/** A set of keys, as the hub publishes it. */
export interface KeySet {
  readonly keys: readonly JWK[];
}

/** Where the keys are that the hub signs with. */
export interface Keys {
  /** The key of this name, or nothing where the hub has none; rejects with `keys-unavailable` where nobody can say. */
  find(kid: string): Promise<Key | undefined>;
}

const isFit = ({ kty, crv, use, alg }: JWK): boolean =>
  kty === 'EC' && crv === 'P-256' && (use ?? 'sig') === 'sig' && (alg ?? 'ES256') === 'ES256';

const imported = async ({ keys }: KeySet): Promise<ReadonlyMap<string, Key>> => {
  const found = new Map<string, Key>();
  for (const { d: _, ...jwk } of keys)
    if (jwk.kid !== undefined && isFit(jwk)) found.set(jwk.kid, await importJWK(jwk, 'ES256'));
  return found;
};

/** Keys that were handed over by other means; they never change. */
export const fixedKeys = (set: KeySet): Keys => {
  const known = imported(set);
  return { find: async (kid) => (await known).get(kid) };
};

/** How often the hub is asked for its keys. */
export interface JwksOptions {
  /** Milliseconds between two requests at least, whatever keys are named; 10,000 unless said otherwise. */
  readonly cooldown?: number;
  /** Milliseconds after which keys are asked for again, so that one that was withdrawn goes; 600,000 unless said otherwise. */
  readonly maxAge?: number;
  readonly ambient?: Ambient;
}

const DEADLINE = 10_000;

const asked = async (url: string): Promise<ReadonlyMap<string, Key>> => {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(DEADLINE) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return await imported((await answer.json()) as KeySet);
  } catch {
    throw new PartnerError('keys-unavailable', `no keys from ${url}`);
  }
};

/** What the hub has published, and since when that is known. */
interface Published {
  readonly keys: ReadonlyMap<string, Key>;
  readonly at: number;
}

/**
 * The keys that the hub publishes, at `/.well-known/jwks.json`. They are kept, and asked for again where a message names one that
 * is not among them: never twice within the cooldown, and only once for each name.
 */
export const jwks = (url: string, options: JwksOptions = {}): Keys => {
  const { cooldown = 10_000, maxAge = 600_000, ambient: { now, sleep } = ambient } = options;
  let published: Published = { keys: new Map(), at: -Infinity };
  /** Names that the hub did not have, by when it was asked: they are not asked for again as long as the keys are fresh. */
  const absent = new Map<string, number>();
  let asking: Promise<void> | undefined;
  let tried = -Infinity;

  const ask = async (): Promise<void> => {
    await sleep(Math.max(0, tried + cooldown - now()));
    tried = now();
    published = { keys: await asked(url), at: now() };
    absent.clear();
  };
  const askOnce = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));
  /** Whether what is known counts: it is young, or the hub could not say better a moment ago. */
  const fresh = (): boolean => now() - published.at < maxAge || now() - tried < cooldown;

  return {
    find: async (kid) => {
      const found = published.keys.get(kid);
      if (found && fresh()) return found;
      if (absent.has(kid) && now() - published.at < maxAge) return undefined;
      try {
        await askOnce();
      } catch (error) {
        // A key that was good is good as long as nobody can say otherwise.
        if (found) return found;
        throw error;
      }
      if (!published.keys.has(kid)) absent.set(kid, now());
      return published.keys.get(kid);
    },
  };
};
