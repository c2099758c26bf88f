import { step, type Step } from './feed-state.js';
import type { Gap } from './handlers.js';
import { isVoid, type HeartbeatMessage, type PlacedMessage } from './message.js';
import type { Telling } from './receiving.js';
import type { Entry, Unit } from './store/store.js';

/** Where a message stands in the feed, what of it was known, and what it shows to be missing. */
export interface Place {
  readonly verdict: Step['verdict'];
  readonly before: Entry | undefined;
  readonly gaps: readonly Telling[];
}

const missingOf = ({ gap }: Step, source: string): readonly Telling[] =>
  gap ? [{ gap: { kind: 'missing', source, ...gap } }] : [];

const chainOf = ({ chain }: Step, { source, subject, sequence, previous }: PlacedMessage): readonly Telling[] => {
  if (chain === 'whole') return [];
  const gap: Gap = { kind: chain === 'gap' ? 'of-subject' : 'broken', source, subject, sequence, previous };
  return [{ gap }];
};

/** Lets a message take its place. */
export const takePlace = async <Tx>(unit: Unit<Tx>, message: PlacedMessage): Promise<Place> => {
  const { source, id, subject, sequence, previous } = message;
  const state = await unit.feed(source);
  const before = await unit.entry(source, id);
  const it = step(state, {
    kind: 'message',
    sequence,
    previous,
    void: isVoid(message),
    known: before?.form ?? 'nothing',
    lastOfSubject: await unit.lastOf(source, subject),
  });
  if (it.verdict !== 'conflict') await unit.keepFeed(source, it.state);
  return { verdict: it.verdict, before, gaps: [...missingOf(it, source), ...chainOf(it, message)] };
};

/** Hears a heartbeat; gives what it shows to be missing. */
export const hear = async <Tx>(unit: Unit<Tx>, { source, data }: HeartbeatMessage): Promise<readonly Telling[]> => {
  const it = step(await unit.feed(source), { kind: 'heartbeat', lastsequence: data.lastsequence });
  await unit.keepFeed(source, it.state);
  return missingOf(it, source);
};
