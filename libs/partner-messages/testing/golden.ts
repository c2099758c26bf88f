import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DATA_SCHEMAS,
  ENVELOPE_SCHEMA,
  exampleOf,
  MESSAGE_TYPES,
  signed,
  type JsonSchema,
  type MessageType,
  type PartnerMessage,
  type SignDetached,
} from '../index.js';

/** What was sent, and how it was described, at one minor version: kept for ever. */
export interface Golden {
  readonly minor: string;
  readonly keys: { readonly keys: readonly JsonWebKey[] };
  readonly envelope: JsonSchema;
  readonly data: Readonly<Partial<Record<MessageType, JsonSchema>>>;
  readonly messages: readonly PartnerMessage[];
}

const folder = join(import.meta.dirname, '../golden');

const isMinor = /^\d+\.\d+\.json$/;

/** All minor versions that were recorded, the newest last. */
export const goldens = (): readonly Golden[] =>
  readdirSync(folder)
    .filter((name) => isMinor.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden);

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** Signs as the hub does: ES256, the payload left out. */
export const signingWith = (kid: string, privateKey: KeyObject): SignDetached => {
  const header = base64url(JSON.stringify({ alg: 'ES256', kid }));
  return (form) => {
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(`${header}.${base64url(form)}`), key);
    return `${header}..${signature.toString('base64url')}`;
  };
};

/** A key for a test, and what the hub would publish of it. */
export const testKey = (kid: string): { readonly sign: SignDetached; readonly jwk: JsonWebKey } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
  return { sign: signingWith(kid, privateKey), jwk };
};

/** Keeps what is sent today as a minor version, with a key that is thrown away; one that was recorded stays as it is. */
export const recordGolden = (minor: string): void => {
  const file = join(folder, `${minor}.json`);
  if (!isMinor.test(`${minor}.json`)) throw new Error(`${minor} is no minor version such as 1.1`);
  if (existsSync(file)) throw new Error(`${minor} is recorded already; what was sent does not change`);
  const { sign: signIt, jwk } = testKey(`golden-${minor}`);
  const messages = (Object.keys(MESSAGE_TYPES) as MessageType[]).map((type) => signed(exampleOf(type), signIt));
  const golden: Golden = { minor, keys: { keys: [jwk] }, envelope: ENVELOPE_SCHEMA, data: DATA_SCHEMAS, messages };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(golden, undefined, 2)}\n`);
};
