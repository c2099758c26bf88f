import { CLAIMS, type Raw } from './record.js';

/** A part of a server's streams, all of whose names begin alike: so that one server may hold several logs. */
export interface Space {
  /** What a stream is called on the server. */
  readonly stored: (stream: string) => string;
  /** An event of the space, with the stream's name as the hub knows it. */
  readonly inside: (raw: Raw) => Raw | undefined;
  /** What the server tells the streams of the hub's events from all others by. */
  readonly filter: string;
}

const escaped = (text: string): string => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`);

export const spaceOf = (name: string): Space => ({
  stored: (stream) => name + stream,
  inside: (raw) => (raw.streamId.startsWith(name) ? { ...raw, streamId: raw.streamId.slice(name.length) } : undefined),
  filter: `^${escaped(name)}(?!\\$|${CLAIMS})`,
});
