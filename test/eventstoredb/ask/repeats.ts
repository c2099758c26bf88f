import { ANY, NO_STREAM, type EventData } from '@eventstore/db-client';
import type { Asking, Questions } from './asking.js';

/** What becomes of events that are appended again: one stream, asked in this order. */
export const repeats = (ask: Asking): Questions => {
  const name = 'again';
  const first = ask.events(0, 3);
  const [fourth, fifth] = [ask.event(3), ask.event(4)];
  const later = [fourth, fifth];
  const append = (events: EventData[], expectedRevision: bigint | typeof ANY | typeof NO_STREAM) =>
    ask.append(name, events, { expectedRevision });
  const again = async (...args: Parameters<typeof append>) => ({
    two: await append(...args),
    then: await ask.read(name),
  });
  return {
    'same ids again: expecting none, at once': async () => ({
      one: await append(first, NO_STREAM),
      ...(await again(first, NO_STREAM)),
    }),
    'same ids again: expecting none, after more was appended': async () => ({
      more: await append(later, 2n),
      ...(await again(first, NO_STREAM)),
    }),
    'same ids again: at the revision they were appended at': () => again(later, 2n),
    'same ids again: any': () => again(later, ANY),
    'same ids again: the first of them alone': () => again(first.slice(0, 1), NO_STREAM),
    'same ids again: half of them, any': () => again([fifth, ask.event(5)], ANY),
    'same ids again: half of them, at their revision': () => again([fourth, ask.event(9)], 2n),
    'same ids again: other data, at their revision': () => again([{ ...fourth, data: { n: 99 } }, fifth], 2n),
    'same ids again: at the current revision (duplicates!)': () => again(later, 4n),
    'same id twice in one append': async () => {
      const event = ask.event(0);
      const twice = [event, { ...event, data: { n: 1 } }];
      return {
        append: await ask.append('twice', twice, { expectedRevision: NO_STREAM }),
        then: await ask.read('twice'),
      };
    },
    'same id in two streams': async () => {
      const event = ask.event(0);
      const to = (stream: string) => ask.append(stream, event, { expectedRevision: NO_STREAM });
      return { a: await to('same-a'), b: await to('same-b') };
    },
  };
};
