import { readFileSync } from 'node:fs';
import type { Range } from '../feed-state.js';
import type { KeySet } from '../keys.js';

/** As what a message is to be handed on. */
export type HandedKind = 'event' | 'recall' | 'void' | 'unknown';

export interface Handed {
  readonly kind: HandedKind;
  readonly id: string;
}

/** What a reader has to make of the stream. */
export interface Expected {
  /** In this order for each person; and each once. */
  readonly handed: readonly Handed[];
  /** Ids whose handler fails the first time. */
  readonly failing: readonly string[];
  /** What has to be noticed as missing, in this order. */
  readonly gaps: readonly Range[];
  /** Which of the stream, counted from 1, may be handed to nobody. */
  readonly rejected: readonly number[];
}

/** A recorded stream of everything that happens on the way, and what is to come of it. */
export interface ConformanceKit {
  readonly kit: number;
  /** What each of the stream is there for. */
  readonly why: readonly string[];
  readonly keys: KeySet;
  /** Texts as they come, from Kafka or the feed. */
  readonly stream: readonly string[];
  readonly expected: Expected;
}

/** The kit of this version of the library. */
export const conformanceKit = (): ConformanceKit =>
  JSON.parse(readFileSync(new URL('./kit-1.json', import.meta.url), 'utf8')) as ConformanceKit;
