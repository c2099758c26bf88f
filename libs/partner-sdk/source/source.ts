import type { Ambient } from '../ambient.js';
import type { HubAccess } from '../content.js';

/** How it stands with the way by which messages come. */
export interface SourceStatus {
  readonly connected: boolean;
  /** What was last wrong, in a word; it goes once all is well again. */
  readonly trouble?: string;
}

/** What a source gets from the consumer. */
export interface Reading {
  /** Deals with a message; when it resolves, that is in the store. Rejects with `Stopped` alone. */
  readonly receive: (text: string) => Promise<void>;
  /** Where to read on, for a source that has nobody else to keep it. */
  readonly position: () => Promise<string | undefined>;
  readonly keepPosition: (cursor: string) => Promise<void>;
  /** The hub has answered, if only that there is nothing new: the feed is not silent. */
  readonly heard: () => void;
  readonly report: (status: SourceStatus) => void;
  /** Given once the consumer stops. */
  readonly signal: AbortSignal;
  readonly ambient: Ambient;
}

/** Where messages come from. */
export interface Source {
  /** Names what is read, for its position in the store. */
  readonly name: string;
  /** Where content is fetched, where the source knows. */
  readonly hub?: HubAccess;
  /** Reads until the signal is given, or until there is nothing more. */
  read(reading: Reading): Promise<void>;
}

/** The consumer stops; what was under way has not been dealt with. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Messages from a list, in its order: for tests of your handlers, and for what was kept in a file. */
export const messages = (texts: Iterable<string> | AsyncIterable<string>): Source => ({
  name: 'messages',
  read: async ({ receive, report, signal }) => {
    report({ connected: true });
    for await (const text of texts) {
      if (signal.aborted) return;
      await receive(text);
    }
  },
});
