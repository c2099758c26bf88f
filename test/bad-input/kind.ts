import { randomUUID, type KeyObject } from 'node:crypto';
import { claimsOf, type OutsideIssuer, type TokenParts } from '../faults/hub/index.js';

/** An invented name that stands in as many inputs as can hold one. It must come back from nowhere. */
export const MARK = 'Quornby';

/** What is sent, to the last byte. */
export interface Sent {
  readonly method: string;
  /** As it stands in the request line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** What the table may speak of: people who call, records that are there. */
export interface World {
  readonly issuer: OutsideIssuer;
  readonly strangersKey: KeyObject;
  /** Records by the name that the table gives them. */
  readonly ids: Readonly<Record<'child' | 'family' | 'agreement' | 'consent', string>>;
  readonly cursors: Readonly<Record<'own' | 'ofColleague' | 'ofHealth' | 'ofChronology' | 'ofAgencies', string>>;
  /** A key under which a person was registered. */
  readonly usedKey: string;
}

/** One kind of bad input: its name, the request, and the status and code of the problem that answers it. */
export type Kind = readonly [name: string, request: (world: World) => Sent, status: number, code?: string];

/** A token of somebody in the school, unless it says otherwise. */
export const tokenFor = ({ issuer }: World, agency = 'school', role = 'dsl', parts: TokenParts = {}): string =>
  issuer.token({ ...parts, claims: { ...claimsOf(agency, role), ...parts.claims } });

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const present = (headers: Headers): Sent['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Sent['headers'];

interface Options {
  readonly as?: readonly [agency: string, role: string];
  /** Beside the usual ones, or in their place; `undefined` leaves one out. */
  readonly headers?: Headers | ((world: World) => Headers);
}

const headersOf = (world: World, { as = ['school', 'dsl'], headers = {} }: Options, usual: Headers): Sent['headers'] =>
  present({
    authorization: `Bearer ${tokenFor(world, ...as)}`,
    ...usual,
    ...(typeof headers === 'function' ? headers(world) : headers),
  });

type Of<T> = T | ((world: World) => T);
const from = <T extends string | object>(world: World, of: Of<T>): T =>
  typeof of === 'function' ? (of as (world: World) => T)(world) : of;

/** A read. */
export const get =
  (path: Of<string>, options: Options = {}) =>
  (world: World): Sent => ({ method: 'GET', path: from(world, path), headers: headersOf(world, options, {}) });

/** A write, or a search. Text and bytes are sent as they are, anything else as JSON. */
export const post =
  (path: Of<string>, body: Of<string | Buffer | object> = {}, options: Options = {}) =>
  (world: World): Sent => {
    const given = from(world, body);
    return {
      method: 'POST',
      path: from(world, path),
      headers: headersOf(world, options, { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      body: typeof given === 'string' || Buffer.isBuffer(given) ? given : JSON.stringify(given),
    };
  };

/** A body that is in order: a part of it is then spoiled. */
export const person = { name: { given: MARK, family: `${MARK}-Lisle` }, dateOfBirth: '2016-02-03' };

export const note = ({ ids }: World) => ({
  category: 'attendance',
  labels: [] as string[],
  passages: [{ text: `${MARK} was late`, subjects: [ids.child], thirdParties: [] as object[] }],
});

export const consent = ({ ids }: World) => ({
  subject: ids.child,
  grantor: ids.child,
  capacity: 'self',
  decision: 'permit',
  scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
  from: '2026-06-01T00:00:00.000Z',
  effectiveAt: '2026-06-01T00:00:00.000Z',
  evidence: `${MARK} signed`,
});
