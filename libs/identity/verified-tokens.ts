import { createHash } from 'node:crypto';

/** Tokens that were verified, by the hash of their text, until they expire. Bounded: the oldest make room. */
export interface VerifiedTokens<T> {
  get(token: string): T | undefined;
  keep(token: string, verified: T, until: number): void;
}

export const verifiedTokens = <T>(entries: number, now: () => number): VerifiedTokens<T> => {
  const kept = new Map<string, { readonly verified: T; readonly until: number }>();
  const keyOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
  return {
    get: (token) => {
      const key = keyOf(token);
      const entry = kept.get(key);
      if (entry && entry.until > now()) return entry.verified;
      if (entry) kept.delete(key);
      return undefined;
    },
    keep: (token, verified, until) => {
      kept.set(keyOf(token), { verified, until });
      if (kept.size <= entries) return;
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    },
  };
};
