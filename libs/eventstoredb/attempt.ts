import { createHash } from 'node:crypto';
import type { Append, Claim, Position } from '@hub/eventsourcing';
import { CLAIMS, textOf, type Raw } from './record.js';

/**
 * One try to carry a command out, as it stands in the stream that the command is claimed in: event 0 is the first, and
 * another follows only where those before can no longer succeed beside it.
 */
export interface Attempt {
  readonly claim: string;
  readonly index: number;
  /** Id of its own event, by which the call that wrote it knows it. */
  readonly id: string;
  readonly agency: string;
  readonly commandId: string;
  readonly requestMac: string;
  readonly stream: string;
  readonly expected: number;
  /** Ids of the events it appends. None: it had nothing to add, and is carried out as soon as it stands. */
  readonly ids: readonly string[];
  /** The log's head, where it had nothing to add. */
  readonly position?: Position;
}

/** What is stored of an attempt. */
type Stored = Omit<Attempt, 'claim' | 'index' | 'id'>;

export const ATTEMPT = 'command-attempt';

const PLAIN_AGENCY = /^[a-z0-9-]{1,60}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The stream that a command is claimed in. Ids that are no UUIDs, or whose agency is no plain word, are hashed. */
export const claimStream = ({ agency, commandId }: Claim): string =>
  PLAIN_AGENCY.test(agency) && UUID.test(commandId)
    ? `${CLAIMS}${agency}-${commandId}`
    : `${CLAIMS}sha256-${createHash('sha256')
        .update(JSON.stringify([agency, commandId]))
        .digest('hex')}`;

export const uuidFrom = (name: readonly (string | number)[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(name)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/**
 * The id that the server knows an event of an attempt by: the event's own for the first attempt, another for each later one.
 *
 * INVARIANT: no two attempts of a command share an id, though they append the same events. So the server never takes
 * one for a repeat of another, and an id found in a stream says which attempt was carried out.
 */
export const storedId = ({ claim, index }: Attempt, id: string): string =>
  index === 0 ? id : uuidFrom(['attempt', claim, index, id]);

export const attemptFor = (
  { stream, expected, events, claim }: Append,
  as: Pick<Attempt, 'claim' | 'index' | 'id'>,
): Attempt => ({
  ...as,
  agency: claim.agency,
  commandId: claim.commandId,
  requestMac: claim.requestMac,
  stream,
  expected,
  ids: events.map(({ id }) => id),
});

export const attemptData = ({ claim: _claim, index: _index, id: _id, ...stored }: Attempt): Uint8Array =>
  Uint8Array.from(Buffer.from(JSON.stringify(stored satisfies Stored)));

export const attemptFrom = (raw: Raw): Attempt => ({
  ...(JSON.parse(textOf(raw.data)) as Stored),
  claim: raw.streamId,
  index: Number(raw.revision),
  id: raw.id,
});
