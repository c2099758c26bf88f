import { createHash } from 'node:crypto';
import {
  handlerOf,
  handlerOn,
  refuse,
  type Claim,
  type Command,
  type Context,
  type Decider,
  type Event,
  type EventStore,
} from './index.js';
import { inMemoryEventStore } from './testing/index.js';

type SeatTaken = Event<'SeatTaken', { by: string }>;
type TakeSeat = Command<'TakeSeat', { by: string }>;

/** Two seats; taking one twice is harmless. */
const seats: Decider<readonly string[], TakeSeat, SeatTaken> = {
  initial: [],
  decide({ data: { by } }, taken) {
    if (taken.includes(by)) return [];
    return taken.length < 2 ? [{ type: 'SeatTaken', data: { by } }] : refuse('seats/none-left', 'no seat is left');
  },
  evolve: (taken, event) => [...taken, event.data.by],
};

const eventId = ({ agency, commandId }: Claim, index: number): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([agency, commandId, index]))
    .digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
};

const openStore = (): EventStore => inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });

const handling = (store: EventStore) => handlerOf({ store, decider: seats, streamOf: () => 'room', eventId });

const take = (by: string): TakeSeat => ({ type: 'TakeSeat', data: { by } });

const context = (commandId: string, expected?: number): Context => ({
  claim: { agency: 'school', commandId, requestMac: `mac of ${commandId}` },
  metadata: { agency: 'school', actor: 'worker-1', correlationId: commandId },
  ...(expected !== undefined && { expected }),
});

/** The store, except that somebody else is quicker: `race` runs before each append. */
const raced = (store: EventStore, race: () => Promise<unknown>): EventStore => ({
  ...store,
  append: async (request) => {
    await race();
    return store.append(request);
  },
});

describe('a handler', () => {
  it('records what was decided, under the command that it came from', async () => {
    const store = openStore();
    const answer = await handling(store)(take('Ann'), context('c1'));
    expect(answer).toMatchObject({ stream: 'room', revision: 0, replayed: false });
    expect(await store.read('room')).toMatchObject([
      { type: 'SeatTaken', data: { by: 'Ann' }, id: answer.eventIds[0], metadata: { correlationId: 'c1' } },
    ]);
  });

  it('gives a repeat its first answer, also when the same would be refused by now', async () => {
    const store = openStore();
    const handle = handling(store);
    const first = await handle(take('Ann'), context('c1'));
    await handle(take('Ben'), context('c2'));
    expect(await handle(take('Ann'), context('c1'))).toEqual({ ...first, replayed: true });
    expect(await store.read('room')).toHaveLength(2);
  });

  it('remembers that a command had nothing to add', async () => {
    const handle = handling(openStore());
    await handle(take('Ann'), context('c1'));
    const nothing = await handle(take('Ann'), context('c2'));
    expect(nothing).toMatchObject({ revision: 0, eventIds: [], replayed: false });
    await handle(take('Ben'), context('c3'));
    expect(await handle(take('Ann'), context('c2'))).toEqual({ ...nothing, replayed: true });
  });

  it('refuses the same command id with another body', async () => {
    const handle = handling(openStore());
    await handle(take('Ann'), context('c1'));
    const { claim, metadata } = context('c1');
    const other = handle(take('Ben'), { claim: { ...claim, requestMac: 'another' }, metadata });
    await expect(other).rejects.toMatchObject({ code: 'command-conflict' });
  });

  it('lets a refusal through and stores nothing', async () => {
    const store = openStore();
    const handle = handling(store);
    await handle(take('Ann'), context('c1'));
    await handle(take('Ben'), context('c2'));
    await expect(handle(take('Cai'), context('c3'))).rejects.toMatchObject({
      name: 'Refusal',
      code: 'seats/none-left',
    });
    expect(await store.answerTo(context('c3').claim)).toBeUndefined();
  });

  it('decides afresh when it lost a race', async () => {
    const store = openStore();
    const handle = handling(store);
    let others = ['Ann', 'Ben'];
    const slower = handling(
      raced(store, async () => {
        const [by, ...rest] = others;
        others = rest;
        if (by) await handle(take(by), context(`of ${by}`));
      }),
    );
    await expect(slower(take('Cai'), context('c1'))).rejects.toMatchObject({ code: 'seats/none-left' });
    expect((await store.read<SeatTaken>('room')).map(({ data }) => data.by)).toEqual(['Ann', 'Ben']);
  });

  it('gives up when it loses again and again', async () => {
    const store = openStore();
    let races = 0;
    const other = handlerOf({
      store,
      decider: { ...seats, decide: () => [{ type: 'SeatTaken', data: { by: 'x' } }] },
      streamOf: () => 'room',
      eventId,
    });
    const unlucky = raced(store, () => other(take('x'), context(`race ${(races += 1)}`)));
    const always = handlerOf({
      store: unlucky,
      decider: { ...seats, decide: ({ data }) => [{ type: 'SeatTaken', data }] },
      streamOf: () => 'room',
      eventId,
    });
    await expect(always(take('Ann'), context('c1'))).rejects.toMatchObject({ code: 'revision-conflict' });
    expect(races).toBe(5);
  });

  it('does not decide afresh when the caller said which revision it had seen', async () => {
    const store = openStore();
    const handle = handling(store);
    await handle(take('Ann'), context('c1'));
    await expect(handle(take('Ben'), context('c2', -1))).rejects.toMatchObject({ code: 'revision-conflict' });
    expect(await handle(take('Ben'), context('c2', 0))).toMatchObject({ revision: 1 });
  });

  it('fails when it lost a race after the caller’s revision was found right', async () => {
    const store = openStore();
    const handle = handling(store);
    const slower = handling(raced(store, () => handle(take('Ben'), context('race'))));
    await expect(slower(take('Ann'), context('c1', -1))).rejects.toMatchObject({ code: 'revision-conflict' });
    expect(await store.read('room')).toHaveLength(1);
  });

  it('gives a repeat its first answer even if what the caller had seen is out of date', async () => {
    const handle = handling(openStore());
    await handle(take('Ann'), context('c1'));
    const first = await handle(take('Ben'), context('c2', 0));
    expect(await handle(take('Ben'), context('c2', 0))).toEqual({ ...first, replayed: true });
  });

  it('of two identical commands at the same time carries out one', async () => {
    const store = openStore();
    const handle = handling(store);
    const answers = await Promise.all([1, 2, 3].map(() => handle(take('Ann'), context('c1'))));
    expect(answers.map(({ replayed }) => replayed).sort()).toEqual([false, true, true]);
    expect(await store.read('room')).toHaveLength(1);
  });

  /** The same command by another handler, which is carried out between the first look at the log and the reading of it. */
  const overtakenByItself = (store: EventStore, given: Context) => {
    let late = true;
    return handling({
      ...store,
      read: async (stream, range) => {
        if (late) {
          late = false;
          await handling(store)(take('Ben'), given);
        }
        return store.read(stream, range);
      },
    })(take('Ben'), given);
  };

  it('gives a command that overtook itself its answer, although by now it would be refused', async () => {
    const full = { ...seats, decide: () => refuse('seats/none-left', 'no seat is left') };
    const store = openStore();
    const carriedOut = await handling(store)(take('Ann'), context('c1'));
    let asked = 0;
    const blind: EventStore = {
      ...store,
      answerTo: async (claim) => ((asked += 1) === 1 ? undefined : store.answerTo(claim)),
    };
    const refusing = handlerOf({ store: blind, decider: full, streamOf: () => 'room', eventId });
    expect(await refusing(take('Ann'), context('c1'))).toEqual({ ...carriedOut, replayed: true });
    await expect(refusing(take('Ann'), context('c2'))).rejects.toMatchObject({ code: 'seats/none-left' });
  });

  it('gives a command that overtook itself its answer, although the caller’s revision is out of date by now', async () => {
    const store = openStore();
    await handling(store)(take('Ann'), context('c1'));
    expect(await overtakenByItself(store, context('c2', 0))).toMatchObject({ revision: 1, replayed: true });
    expect(await store.read('room')).toHaveLength(2);
  });
});

describe('a handler of a stream that holds many records', () => {
  const rooms = (store: EventStore) =>
    handlerOn<readonly SeatTaken[], TakeSeat, SeatTaken>({
      store,
      decide: ({ data }) => [{ type: 'SeatTaken', data }],
      standing: async () => {
        const state = await store.read<SeatTaken>('rooms');
        return { state, revision: state.length - 1 };
      },
      revisionOf: ({ data }, taken) => taken.filter(({ data: { by } }) => by === data.by).length - 1,
      streamOf: () => 'rooms',
      eventId,
    });

  it('holds what the caller has seen against the record, whatever became of the others', async () => {
    const handle = rooms(openStore());
    await handle(take('Ann'), context('c1', -1));
    await handle(take('Ben'), context('c2', -1));
    await expect(handle(take('Ann'), context('c3', -1))).rejects.toMatchObject({ code: 'revision-conflict' });
    await handle(take('Ann'), context('c4', 0));
  });

  it('decides afresh when it lost a race that another record won, and only then', async () => {
    const store = openStore();
    const handle = rooms(store);
    let others = ['Ben', 'Ann'];
    const slower = rooms(
      raced(store, async () => {
        const [by, ...rest] = others;
        others = rest;
        if (by) await handle(take(by), context(`of ${by}`));
      }),
    );
    await expect(slower(take('Ann'), context('c1', -1))).rejects.toMatchObject({ code: 'revision-conflict' });
    expect((await store.read<SeatTaken>('rooms')).map(({ data }) => data.by)).toEqual(['Ben', 'Ann']);
  });
});
