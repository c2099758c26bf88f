import { Provider } from 'oidc-provider';
import type { JWK } from 'jose';

export const AUDIENCE = 'https://hub.example/api';
export const SECRET = 'a-secret-for-this-test-only-32chars';

/** What the next token is like. */
export interface Wish {
  readonly audience?: string;
  readonly seconds?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface Providing {
  /** Ids of clients, each with the same `SECRET`. */
  readonly clients: readonly string[];
  /** The first signs. */
  readonly keys: readonly JWK[];
  readonly next: () => Wish;
}

/** A real OpenID provider that gives its clients access tokens (RFC 9068) by their credentials. */
export const openIdProvider = (issuer: string, { clients, keys, next }: Providing): Provider =>
  new Provider(issuer, {
    clients: clients.map((client_id) => ({
      client_id,
      client_secret: SECRET,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: keys[0]?.alg,
    })),
    jwks: { keys },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          scope: '',
          audience: next().audience ?? AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: next().seconds ?? 600,
          jwt: { sign: { alg: keys[0]?.alg } },
        }),
      },
    },
    formats: {
      customizers: {
        jwt: (_context: unknown, _token: unknown, jwt: { payload: Record<string, unknown> }) => {
          Object.assign(jwt.payload, next().claims);
          return jwt;
        },
      },
    },
  });

/** A token for a client; throws what the provider says instead. */
export const askForToken = async (issuer: string, clientId: string): Promise<string> => {
  const asked = { grant_type: 'client_credentials', client_id: clientId, client_secret: SECRET };
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(asked) });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(JSON.stringify(body));
  return body.access_token;
};
