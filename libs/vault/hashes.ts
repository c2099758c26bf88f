import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Claim } from '@hub/eventsourcing';

/** A keyed hash (HMAC-SHA-256, base64url) of a value. Values of one domain say nothing about those of another. */
export type KeyedHash = (domain: string, value: string) => string;

/** Uses of a keyed hash are few; beyond so many, their keys are made anew. */
const MOST_DOMAINS = 100;

export const keyedHashWith = (hashKey: Buffer): KeyedHash => {
  const keys = new Map<string, KeyObject>();

  /** A key for each domain: what one is tricked into hashing is no hash in another. */
  const keyFor = (domain: string): KeyObject => {
    const known = keys.get(domain);
    if (known) return known;
    const key = createSecretKey(createHmac('sha256', hashKey).update(domain).digest());
    if (keys.size === MOST_DOMAINS) keys.clear();
    keys.set(domain, key);
    return key;
  };

  return (domain, value) => createHmac('sha256', keyFor(domain)).update(value).digest('base64url');
};

/** A UUID (version 8, RFC 9562) that follows from its name. */
const uuidOf = (name: readonly (string | number)[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(name)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/**
 * The id of an event: the same claim and index give the same one, in every process, for ever.
 *
 * Made of opaque ids alone, so it needs no key and outlives every rotation.
 */
export const eventId = ({ agency, commandId }: Claim, index: number): string =>
  uuidOf(['event', agency, commandId, index]);

/**
 * The id of something that a command creates, by its name within the command: `person`, `address`.
 *
 * `seed` is a keyed hash of the command's claim: whoever could guess a client's keys would otherwise guess who is known.
 */
export const idFrom = (seed: string, name: string): string => uuidOf(['id', seed, name]);

/** The claim of one step of a process that a command started: a repeat of the command repeats its steps. */
export const stepOf = (claim: Claim, name: string): Claim => ({
  ...claim,
  commandId: uuidOf(['step', claim.agency, claim.commandId, name]),
});
