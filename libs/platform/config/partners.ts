import { faultOfSigningKey, faultOfVerifyingKeys } from '@hub/signing';
import { defined } from '../defined.js';
import type { Reader } from './reader.js';

/** What partners see of the hub, and what they trust it by. */
export interface PartnersConfig {
  /** A short code of the partnership: part of the `source` of every message. */
  readonly partnership: string;
  /** Where partners reach the hub: what links and schemas begin with; without a slash at its end. */
  readonly publicUrl: string;
  /** Signs what partners are sent. Missing: made and kept in `dataDir` (development only). */
  readonly signingKey?: string;
  /** Public keys besides: those that signed before, and the one that will sign next. */
  readonly verifyingKeys?: string;
}

export const PARTNER_NAMES = ['CONCORD_PARTNERSHIP', 'CONCORD_PUBLIC_URL'] as const;
export const PARTNER_SECRETS = ['CONCORD_SIGNING_KEY', 'CONCORD_VERIFYING_KEYS'] as const;

const CODE = /^[a-z](-?[a-z0-9]){1,39}$/;

const readPartnership = (reader: Reader, production: boolean): string => {
  const code = reader.text('CONCORD_PARTNERSHIP');
  if (code === undefined && production)
    reader.faults.push('CONCORD_PARTNERSHIP is needed in production: messages say by it where they come from');
  if (code !== undefined && !CODE.test(code))
    reader.faults.push('CONCORD_PARTNERSHIP is a short code: 2 to 40 lower-case letters, digits and single hyphens');
  return code ?? 'development';
};

const isBare = (url: string): boolean => {
  const { search, hash, username, password } = new URL(url);
  return [search, hash, username, password].every((part) => part === '') && !/[?#]/.test(url);
};

const readPublicUrl = (reader: Reader, production: boolean, port: number): string => {
  const url = reader.url('CONCORD_PUBLIC_URL', production ? ['https'] : ['https', 'http']);
  if (url !== undefined && !isBare(url))
    reader.faults.push('CONCORD_PUBLIC_URL is an address alone: no user, no question mark, no fragment');
  if (production && reader.text('CONCORD_PUBLIC_URL') === undefined)
    reader.faults.push('CONCORD_PUBLIC_URL is needed in production: links in messages begin with it');
  return (url ?? `http://localhost:${port}`).replace(/\/+$/, '');
};

/** A key from the configuration, held against what is wrong with it. */
const readKeys = (reader: Reader, name: string, faultOf: (value: string) => string | undefined): string | undefined => {
  const keys = reader.text(name);
  const fault = keys === undefined ? undefined : faultOf(keys);
  if (fault !== undefined) reader.faults.push(`${name} ${fault}`);
  return keys;
};

export const readPartners = (reader: Reader, production: boolean, port: number): PartnersConfig => {
  const partnership = readPartnership(reader, production);
  const publicUrl = readPublicUrl(reader, production, port);
  const signingKey = readKeys(reader, 'CONCORD_SIGNING_KEY', faultOfSigningKey);
  if (signingKey === undefined && production)
    reader.faults.push('CONCORD_SIGNING_KEY (or CONCORD_SIGNING_KEY_FILE) is needed in production');
  const verifyingKeys = readKeys(reader, 'CONCORD_VERIFYING_KEYS', faultOfVerifyingKeys);
  return { partnership, publicUrl, ...defined({ signingKey, verifyingKeys }) };
};
