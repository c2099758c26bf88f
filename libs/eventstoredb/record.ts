import {
  canonicalJson,
  type EncodedEvent,
  type Instant,
  type KeptEvent,
  type Metadata,
  type Position,
  type Recorded,
} from '@hub/eventsourcing';
import type { RecordedEvent } from '@eventstore/db-client';

/** Streams that commands are claimed in. No event of the hub's own lives there. */
export const CLAIMS = 'command-';

export const isOwnName = (stream: string): boolean => !stream.startsWith('$') && !stream.startsWith(CLAIMS);

/** What stands in an event's metadata on the server: the hub's own metadata, and what this engine has to remember. */
interface Envelope {
  readonly event: Metadata;
  /** The event's id, where it had to be stored under another: see `attempt.ts`. */
  readonly id?: string;
  /** When it was recorded, as the hub says. */
  readonly at?: Instant;
  /** When the event before it in its stream was recorded. */
  readonly notBefore?: Instant;
  /** What its place here is counted from; missing: from nothing. See `base.ts`. */
  readonly base?: string;
  readonly copied?: Copied;
}

/** Where an event stood, and when it was recorded, in the log that it was copied from. */
export interface Copied {
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** What an envelope says besides the event's metadata. */
export interface Enveloped {
  readonly storedAs: string;
  readonly at?: Instant | undefined;
  readonly notBefore?: Instant | undefined;
  readonly base?: bigint;
  readonly copied?: Copied | undefined;
}

/** An event as the server gives it back, whoever wrote it. */
export type Raw = RecordedEvent;

/** The most that an envelope adds to an event that is recorded here. */
export const ENVELOPE_BYTES =
  '{"event":,"id":"00000000-0000-0000-0000-000000000000","at":"2026-06-30T09:12:00.000Z","notBefore":"2026-06-30T09:12:00.000Z","base":"9223372036854775807"}'
    .length;

const field = (name: string, value: unknown): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;

/** An event's metadata for the server, with the bytes of the hub's own as they are. */
export const envelopeOf = (
  { id, metadata }: EncodedEvent,
  { storedAs, at, notBefore, base = 0n, copied }: Enveloped,
): Uint8Array => {
  const fields = [
    field('id', storedAs === id ? undefined : id),
    field('at', at),
    field('notBefore', notBefore),
    field('base', base === 0n ? undefined : base.toString()),
    field('copied', copied),
  ];
  return Uint8Array.from(Buffer.from(`{"event":${metadata}${fields.join('')}}`));
};

const envelopeIn = (metadata: unknown): Envelope | undefined => {
  const found = typeof metadata === 'object' && metadata !== null ? (metadata as Partial<Envelope>) : {};
  return typeof (found.event ?? undefined) === 'object' ? (found as Envelope) : undefined;
};

/** True for what the hub has written as an event. Others may keep events of theirs on the same server. */
export const isOwn = (raw: Raw): boolean =>
  isOwnName(raw.streamId) && !raw.isJson && envelopeIn(raw.metadata) !== undefined;

/** Where an event stands on this server, whatever its position is called. */
export const placeOf = ({ position }: Raw): bigint => {
  if (position === undefined) throw new Error('the server did not say where an event stands');
  return position.commit;
};

/**
 * INVARIANT: positions rise through the whole log: those of events that were copied from another engine are kept, and each
 * lies before that of whatever was recorded after the copy (`log-image.ts`, `base.ts`).
 */
const positionOf = (raw: Raw, { copied, base = '0' }: Partial<Envelope>): Position =>
  copied?.position ?? (placeOf(raw) + BigInt(base)).toString();

/**
 * What the hub says, and what the server says where the hub's clock is too far ahead of the server's: a time far ahead would be
 * that of all that follows in the stream.
 *
 * INVARIANT: it never runs backwards within a stream, also with two hubs whose clocks differ, or when another node leads:
 * the event before, without which the append would have failed, was recorded at `notBefore`.
 */
const recordedAtOf = ({ created }: Raw, { copied, at, notBefore = '' }: Envelope, ahead: number): Instant => {
  if (copied) return copied.recordedAt;
  const said = at !== undefined && Date.parse(at) <= created.getTime() + ahead ? at : created.toISOString();
  return said > notBefore ? said : notBefore;
};

export const textOf = (data: unknown): string => {
  if (!(data instanceof Uint8Array)) throw new Error('the server gave back something else than bytes');
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
};

/** Reads an event of the hub's own; `ahead` is by how many milliseconds a hub's clock may be ahead of the server's. */
export const recordedFrom = (raw: Raw, ahead: number): Recorded => {
  const envelope = envelopeIn(raw.metadata);
  if (!envelope) throw new Error(`an event of ${raw.streamId} was not written by the hub`);
  return {
    id: envelope.id ?? raw.id,
    type: raw.type,
    data: JSON.parse(textOf(raw.data)) as object,
    metadata: envelope.event,
    stream: raw.streamId,
    revision: Number(raw.revision),
    position: positionOf(raw, envelope),
    recordedAt: recordedAtOf(raw, envelope, ahead),
  };
};

export const bytesOf = ({ data }: Raw): number => (data instanceof Uint8Array ? data.length : 0);

/** True for an event that came from another log. */
export const isCopied = ({ metadata }: Raw): boolean => envelopeIn(metadata)?.copied !== undefined;

/** The position of an event of the hub's own, without reading what it says. */
export const positionIn = (raw: Raw): Position => positionOf(raw, envelopeIn(raw.metadata) ?? {});

/** An event as a whole log is made of. */
export const keptFrom = (raw: Raw, recorded: (raw: Raw) => Recorded): KeptEvent => {
  const { id, type, revision, position, recordedAt, metadata } = recorded(raw);
  return { id, type, data: textOf(raw.data), metadata: canonicalJson(metadata), revision, position, recordedAt };
};
