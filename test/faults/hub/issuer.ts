import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The two parts of a token that a spec may spoil. */
export interface TokenParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Missing: the issuer's own key. */
  readonly key?: KeyObject;
}

/** An issuer outside the hub, as an agency's identity provider is: the hub fetches its keys over HTTP. */
export interface OutsideIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly publicKey: KeyObject;
  /** A token that the hub accepts, unless a part of it says otherwise; a claim of `undefined` is left out. */
  token(parts?: TokenParts): string;
  close(): void;
}

const AUDIENCE = 'concord';
const KEY_ID = 'outside-1';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Three parts and a signature of the kind that ES256 asks for. */
export const signed = (header: object, claims: object, key: KeyObject): string => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};

export const startIssuer = async (): Promise<OutsideIssuer> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'ES256', use: 'sig' }] };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    audience: AUDIENCE,
    jwksUri: `${issuer}/jwks`,
    publicKey,
    token: ({ header, claims, key = privateKey } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const proper = { iss: issuer, aud: AUDIENCE, iat: now, exp: now + 3000, jti: randomUUID() };
      return signed({ alg: 'ES256', typ: 'at+jwt', kid: KEY_ID, ...header }, { ...proper, ...claims }, key);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
