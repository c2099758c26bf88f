import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { Change } from './log.js';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

const written = (change: Change): string =>
  JSON.stringify(
    'events' in change
      ? { ...change, events: change.events.map((e) => ({ ...e, data: base64(e.data), metadata: base64(e.metadata) })) }
      : change,
  );

interface WrittenEvent {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: string;
  readonly metadata: string;
}

type Written =
  | { readonly stream: string; readonly at: number; readonly events: readonly WrittenEvent[] }
  | Exclude<Change, { readonly events: unknown }>;

const read = (line: string): Change => {
  const change = JSON.parse(line) as Written;
  if (!('events' in change)) return change;
  const events = change.events.map((e) => ({ ...e, data: bytes(e.data), metadata: bytes(e.metadata) }));
  return { stream: change.stream, at: change.at, events };
};

/** A file of changes, one a line: what was kept before an answer is there after the process was killed. */
export interface Journal {
  keep(change: Change): void;
  close(): void;
}

/** Opens the file, hands over what it holds, and cuts off a last line that was never finished. */
export const openJournal = (file: string, restore: (change: Change) => void): Journal => {
  if (existsSync(file)) {
    const held = readFileSync(file);
    const whole = held.lastIndexOf(0x0a) + 1;
    for (const line of held.subarray(0, whole).toString().split('\n')) if (line !== '') restore(read(line));
    truncateSync(file, whole);
  }
  const handle = openSync(file, 'a');
  return { keep: (change) => void writeSync(handle, `${written(change)}\n`), close: () => closeSync(handle) };
};
