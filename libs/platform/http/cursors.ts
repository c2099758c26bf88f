import { timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '@hub/eventsourcing';
import type { KeyedHash } from '@hub/vault';
import { problem } from '../problems/problem.js';

/** What a cursor counts for: one client's list with one filter. */
export interface ListOf {
  readonly clientId: string;
  readonly worker: string;
  readonly list: string;
  readonly filter: unknown;
}

/**
 * Places in lists, as texts that only the hub can make: signed, and good for the client, list and filter they were made
 * for. Not encrypted: `after` is the place of something that the caller was shown, and no personal data.
 */
export interface Cursors {
  give(list: ListOf, after: string): string;
  /** The place; throws a 400 for a cursor that was not given for this list, and a 410 for one that is too old. */
  read(list: ListOf, cursor: string): string;
}

const DAY = 86_400;
const LONGEST = 2000;

export const cursors = (keyedHash: KeyedHash, clock: () => Date, lifetime = DAY): Cursors => {
  const now = (): number => Math.floor(clock().getTime() / 1000);
  const macOf = (list: ListOf, payload: string): string => keyedHash('cursor', canonicalJson([payload, list]));

  return {
    give: (list, after) => {
      const payload = Buffer.from(JSON.stringify([now() + lifetime, after])).toString('base64url');
      return `${payload}.${macOf(list, payload)}`;
    },
    read: (list, cursor) => {
      const [payload = '', mac = ''] = cursor.length > LONGEST ? [] : cursor.split('.', 2);
      const [given, own] = [Buffer.from(mac), Buffer.from(macOf(list, payload))];
      const genuine = given.length === own.length && timingSafeEqual(given, own) && cursor === `${payload}.${mac}`;
      if (!genuine) throw problem('request/cursor-not-valid');
      const [until, after] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [number, string];
      if (until <= now()) throw problem('request/cursor-expired');
      return after;
    },
  };
};
