import { createHash } from 'node:crypto';

/** What a command answers. */
export interface Receipt {
  readonly id: string;
  readonly revision: number;
  readonly version?: number;
}

export interface Recorder {
  /** Posts as a demonstration user. The same name gives the same idempotency key: loading again records nothing twice. */
  readonly post: (user: string, path: string, step: Step) => Promise<Receipt>;
}

export interface Step {
  readonly name: string;
  readonly body: object;
  /** The revision that the step builds on. */
  readonly seen?: number;
}

const MINUTES = 60_000;

/** A version 5 style UUID of a name, so that a step of the demonstration is one command for ever. */
const keyOf = (name: string): string => {
  const hex = createHash('sha256').update(`concord demonstration: ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Records the demonstration as any partner system would: over HTTP, with a token, through every check. */
export const recorder = (url: string, tokenFor: (user: string) => Promise<string>): Recorder => {
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();

  const token = async (user: string): Promise<string> => {
    const known = tokens.get(user);
    if (known && known.until > performance.now()) return known.token;
    const fresh = await tokenFor(user);
    tokens.set(user, { token: fresh, until: performance.now() + 30 * MINUTES });
    return fresh;
  };

  return {
    post: async (user, path, { name, body, seen }) => {
      const response = await fetch(`${url}/v1${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await token(user)}`,
          'content-type': 'application/json',
          'idempotency-key': keyOf(name),
          ...(seen !== undefined && { 'if-match': `"${String(seen)}"` }),
        },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as Receipt & { readonly code?: string };
      if (response.ok) return answer;
      throw new Error(
        `the demonstration could not be loaded: ${name} was answered ${String(response.status)} ${answer.code ?? ''}`,
      );
    },
  };
};
