import { BACKWARDS, binaryEvent, END, FORWARDS, NO_STREAM, START } from '@eventstore/db-client';
import type { Asking, Questions } from './asking.js';

const LAST = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;

const ofOneStream = (ask: Asking): Questions => ({
  'read: missing stream': () => ask.read('nowhere'),
  'read: missing stream, last event': () => ask.read('nowhere', LAST),
  'read: two from revision 3': async () => {
    await ask.write('read', ask.events(0, 10), { expectedRevision: NO_STREAM });
    return ask.read('read', { fromRevision: 3n, maxCount: 2 });
  },
  'read: last event': () => ask.read('read', LAST),
  'read: last event, from the leader': () => ask.read('read', { ...LAST, requiresLeader: true }),
  'read: past the end': () => ask.read('read', { fromRevision: 99n }),
  'read: backwards from past the end': () => ask.read('read', { direction: BACKWARDS, fromRevision: 99n, maxCount: 2 }),
  'read: none asked for': () => ask.read('read', { maxCount: 0 }),
  'read: a deadline of 1 ms is not kept': () => ask.read('read', { deadline: 1, maxCount: 1 }),
});

const shapes = (ask: Asking): Questions => {
  const sameBytes = async (name: string, bytes: Buffer) => {
    await ask.write(name, binaryEvent({ type: 'bytes', data: bytes, metadata: { a: 1 } }));
    const [event] = await ask.all(name);
    return { same: bytes.equals(event?.data as Uint8Array), isJson: event?.isJson };
  };
  return {
    'read: shape of an event': async () => {
      for await (const { event, commitPosition } of ask.client.readStream(ask.stream('read'), { maxCount: 1 })) {
        const kindOf = (value: unknown): string =>
          value === undefined ? 'undefined' : (value as object).constructor.name;
        const kinds = Object.entries({ ...event })
          .map(([key, value]) => [key, kindOf(value)] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1));
        return { kinds: Object.fromEntries(kinds), commitPosition: typeof commitPosition };
      }
      return 'nothing';
    },
    'read: any bytes, appended as binary': () => sameBytes('bytes', Buffer.from([0, 255, 1, 254, 123, 34])),
    'read: JSON with a big number, appended as binary': () =>
      sameBytes('numbers', Buffer.from('{"b":1,"a":12345678901234567890}')),
  };
};

const ofEverything = (ask: Asking): Questions => ({
  'read $all: positions rise, a stream in order': async () => {
    const positions: bigint[] = [];
    const ns: unknown[] = [];
    const everything = { direction: FORWARDS, fromPosition: START, maxCount: 1_000_000 } as const;
    for await (const { event } of ask.client.readAll(everything)) {
      if (!event) continue;
      positions.push(event.position.commit);
      if (event.streamId === ask.stream('read')) ns.push((event.data as { readonly n: number }).n);
    }
    return { rising: positions.every((position, i) => i === 0 || position > positions[i - 1]!), ns };
  },
  'read $all: events of one append have positions of their own': async () => {
    const positions = (await ask.all('read')).map(({ position }) => position?.commit);
    return { distinct: new Set(positions).size };
  },
});

/** Asked in this order: the first that reads of the stream `read` writes it. */
export const reads = (ask: Asking): Questions => ({ ...ofOneStream(ask), ...shapes(ask), ...ofEverything(ask) });
