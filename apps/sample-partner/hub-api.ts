import { acknowledge } from '@hub/partner-sdk';

/** What this system asks of the hub besides its feed. */
export interface HubApi {
  /** A token of the school's system, or of the worker who looks. */
  readonly token: (wish?: { readonly worker?: string }) => Promise<string>;
  /** The name by which messages to the school speak of a person; `undefined` where the school has recorded nothing of them. */
  readonly referenceOf: (person: string) => Promise<string | undefined>;
  /** All of a recall, as the hub has it. */
  readonly recall: (id: string) => Promise<Recall>;
  /** Says that all of it is done; repeated, it counts once. */
  readonly acknowledge: (recall: string) => Promise<unknown>;
}

export interface Recall {
  readonly status: 'open' | 'closed';
  readonly references: readonly string[];
}

export interface HubSettings {
  readonly url: string;
  /** Who the school's system is, for the issuer of tokens. */
  readonly system: string;
}

const LIFE_OF_A_TOKEN = 1_800_000;

/**
 * The demonstration's issuer gives tokens to whoever asks. Yours does not: ask it with the client's credentials for the system, and take
 * the worker's own token from their sign-in.
 */
const tokensOf = ({ url, system }: HubSettings): HubApi['token'] => {
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  return async ({ worker = system } = {}) => {
    const known = kept.get(worker);
    if (known && known.until > Date.now()) return known.token;
    const answer = await fetch(new URL('/dev/token', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: worker }),
    });
    if (!answer.ok) throw new Error(`no token: ${answer.status}`);
    const { token } = (await answer.json()) as { readonly token: string };
    kept.set(worker, { token, until: Date.now() + LIFE_OF_A_TOKEN });
    return token;
  };
};

export const hubApi = (settings: HubSettings): HubApi => {
  const token = tokensOf(settings);

  const ask = async (path: string): Promise<Response> => {
    const authorization = `Bearer ${await token()}`;
    return fetch(new URL(path, settings.url), { headers: { authorization }, signal: AbortSignal.timeout(30_000) });
  };

  return {
    token,
    referenceOf: async (person) => {
      const answer = await ask(`/v1/people/${person}/reference`);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`no reference: ${answer.status}`);
      return ((await answer.json()) as { readonly reference: string }).reference;
    },
    recall: async (id) => {
      const answer = await ask(`/v1/recalls/${id}`);
      if (!answer.ok) throw new Error(`no recall: ${answer.status}`);
      return (await answer.json()) as Recall;
    },
    acknowledge: (recall) => acknowledge({ url: settings.url, token }, recall, 'done'),
  };
};
