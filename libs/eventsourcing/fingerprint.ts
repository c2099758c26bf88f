import { goThrough, type Going } from './copy-log.js';
import type { KeptAppend, KeptEvent, LogImage } from './log-image.js';

/** A hash that is made of pieces: SHA-256. */
export interface Digest {
  update(text: string): void;
  hex(): string;
}

/** What two logs that hold the same have in common. */
export interface Fingerprint {
  readonly events: number;
  /** Of all events in their order. */
  readonly eventsHash: string;
  readonly commands: number;
  /** Of all commands and their answers, in whichever order they are kept. */
  readonly commandsHash: string;
}

const NOTHING = '0'.repeat(64);

const xor = (a: string, b: string): string =>
  a.replace(/./g, (digit, index: number) => (parseInt(digit, 16) ^ parseInt(b.charAt(index), 16)).toString(16));

const textOfCommand = ({ claim, stream, revision, position, events }: KeptAppend): string =>
  JSON.stringify([
    ...[claim.agency, claim.commandId, claim.requestMac],
    ...[stream, revision, position, events.map(({ id }) => id)],
  ]);

const textOfEvent = (stream: string, event: KeptEvent): string => {
  const { id, type, data, metadata, revision, position, recordedAt } = event;
  return `${JSON.stringify([position, stream, revision, id, type, recordedAt, data, metadata])}\n`;
};

/** Counts and hashes of everything in a log. */
export const fingerprint = async (log: LogImage, digest: () => Digest, going: Going = {}): Promise<Fingerprint> => {
  const ofEvents = digest();
  let [events, commands, commandsHash] = [0, 0, NOTHING];
  await goThrough(log, log.appends(), going, (appends) => {
    for (const append of appends) {
      const ofCommand = digest();
      ofCommand.update(textOfCommand(append));
      commandsHash = xor(commandsHash, ofCommand.hex());
      for (const event of append.events) ofEvents.update(textOfEvent(append.stream, event));
      commands += 1;
      events += append.events.length;
    }
  });
  return { events, eventsHash: ofEvents.hex(), commands, commandsHash };
};
