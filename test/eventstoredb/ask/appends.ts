import { randomUUID } from 'node:crypto';
import { ANY, jsonEvent, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import type { Asking, Questions } from './asking.js';

const sized = (bytes: number) => jsonEvent({ type: 'sized', data: { filler: 'x'.repeat(bytes) } });
const KIB = 1024;

const expectations = (ask: Asking): Questions => {
  const one = (n: number) => ask.events(n, 1);
  return {
    'append: new stream, expecting none': () => ask.append('new', ask.events(0, 3), { expectedRevision: NO_STREAM }),
    'append: expecting none, stream is there': () => ask.append('new', one(3), { expectedRevision: NO_STREAM }),
    'append: stale revision': () => ask.append('new', one(3), { expectedRevision: 1n }),
    'append: revision ahead': () => ask.append('new', one(3), { expectedRevision: 9n }),
    'append: right revision': () => ask.append('new', one(3), { expectedRevision: 2n }),
    'append: any': () => ask.append('new', one(4), { expectedRevision: ANY }),
    'append: stream exists, it does': () => ask.append('new', one(5), { expectedRevision: STREAM_EXISTS }),
    'append: stream exists, it does not': () => ask.append('missing', one(0), { expectedRevision: STREAM_EXISTS }),
    'append: a revision of a missing stream': () => ask.append('missing', one(0), { expectedRevision: 0n }),
    'append: 50 writers, one expectation': async () => {
      await ask.write('race', ask.event(0), { expectedRevision: NO_STREAM });
      const outcomes = (await Promise.all(
        Array.from({ length: 50 }, (_, n) => ask.append('race', ask.event(n), { expectedRevision: 0n })),
      )) as readonly { readonly success?: boolean; readonly error?: string }[];
      const errors = outcomes.flatMap(({ error }) => error ?? []);
      const accepted = outcomes.filter(({ success }) => success).length;
      return { accepted, refused: [...new Set(errors)], length: (await ask.all('race')).length };
    },
  };
};

const sizes = (ask: Asking): Questions => {
  const andRead = async (name: string, append: Promise<unknown>) => ({
    append: await append,
    then: await ask.read(name),
  });
  const many = Array.from({ length: 40 }, () => sized(100 * KIB));
  return {
    'append: no events': () => andRead('none', ask.append('none', [], { expectedRevision: NO_STREAM })),
    'append: 900 KiB': () => ask.append('big', sized(900 * KIB)),
    'append: 2 MiB': () => andRead('too-big', ask.append('too-big', sized(2 * KIB * KIB))),
    'append: 40 events of 100 KiB': () => andRead('many-big', ask.append('many-big', many)),
  };
};

const names = (ask: Asking): Questions => {
  const { client, credentials } = ask;
  const to = (stream: string) =>
    ask.answer(async () => ask.accepted(await client.appendToStream(stream, ask.event(0), { credentials })));
  return {
    'append: empty event type': () => ask.append('untyped', jsonEvent({ type: '', data: { n: 0 } })),
    'append: id that is no UUID': () =>
      ask.append('bad-id', jsonEvent({ id: 'not-a-uuid', type: 't', data: { n: 0 } })),
    'append: id in capitals': async () => {
      const id = randomUUID();
      await ask.write('capitals', jsonEvent({ id: id.toUpperCase(), type: 't', data: {} }));
      return { comesBackLowered: (await ask.all('capitals'))[0]?.id === id };
    },
    'append: empty stream name': () => to(''),
    'append: system stream name': () => to(`$probe-${ask.run}`),
  };
};

export const appends = (ask: Asking): Questions => ({ ...expectations(ask), ...sizes(ask), ...names(ask) });
