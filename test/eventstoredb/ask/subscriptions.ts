import {
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { Asking, Questions } from './asking.js';

const toOneStream = (ask: Asking): Questions => ({
  'subscribe to a stream: history, then live': async () => {
    const more = () => ask.write('read', ask.events(10, 2), { expectedRevision: 9n });
    const subscription = ask.client.subscribeToStream(ask.stream('read'), { fromRevision: START });
    const { ns, life } = await ask.follow(subscription, (events) => events.length === 12, more);
    return { ns, life };
  },
  'subscribe to a stream: the revision given is left out': async () => {
    const subscription = ask.client.subscribeToStream(ask.stream('read'), { fromRevision: 9n });
    const { ns } = await ask.follow(subscription, (events) => events.length === 2);
    return { ns };
  },
  'subscribe to a stream: one that does not exist yet': async () => {
    const make = () => ask.write('later', ask.event(0), { expectedRevision: NO_STREAM });
    const subscription = ask.client.subscribeToStream(ask.stream('later'), { fromRevision: START });
    const { ns, life } = await ask.follow(subscription, (events) => events.length === 1, make);
    return { ns, life: life.filter((told) => told !== 'caughtUp') };
  },
  'subscribe to a stream: 5,000 events, in order': async () => {
    for (let batch = 0; batch < 10; batch += 1) await ask.write('long', ask.events(batch * 500, 500));
    const subscription = ask.client.subscribeToStream(ask.stream('long'), { fromRevision: START });
    const { ns } = await ask.follow(subscription, (events) => events.length === 5_000);
    return { count: ns.length, ordered: ns.every((n, i) => n === i) };
  },
});

const toEverything = (ask: Asking): Questions => ({
  'subscribe to $all: the position given is left out': async () => {
    const { position } = (await ask.all('read'))[4]!;
    const filter = streamNameFilter({ prefixes: [ask.stream('read')] });
    const subscription = ask.client.subscribeToAll({ fromPosition: position!, filter });
    const { ns } = await ask.follow(subscription, (events) => events.length === 7);
    return { ns };
  },
  'subscribe to $all: by event type, with checkpoints': async () => {
    const filler = Array.from({ length: 200 }, () => jsonEvent({ type: `filler-${ask.run}`, data: {} }));
    await ask.write('filler', filler);
    await ask.write('read', ask.event(12));
    const last = (await ask.all('read')).at(-1)!;
    const checkpoints: bigint[] = [];
    const filter = eventTypeFilter({
      prefixes: [`probe-${ask.run}`],
      checkpointInterval: 1,
      maxSearchWindow: 32,
      checkpointReached: (_, { commit }) => Promise.resolve(void checkpoints.push(commit)),
    });
    const subscription = ask.client.subscribeToAll({ fromPosition: START, filter });
    const { events, life } = await ask.follow(subscription, (seen) => seen.at(-1)?.id === last.id);
    return {
      onlyOfType: events.every(({ type }) => type === ask.type),
      someCheckpoints: checkpoints.length > 0,
      checkpointsRise: checkpoints.every((commit, i) => i === 0 || commit >= checkpoints[i - 1]!),
      first: life[0],
    };
  },
  'subscribe to $all: without system events': async () => {
    const subscription = ask.client.subscribeToAll({ fromPosition: START, filter: excludeSystemEvents() });
    const { events } = await ask.follow(subscription, (seen) => seen.length === 100);
    return { ofSystem: events.filter(({ type }) => type.startsWith('$')).length };
  },
});

/** Asked in this order, and after the stream `read` was written. */
export const subscriptions = (ask: Asking): Questions => {
  const { 'subscribe to a stream: 5,000 events, in order': long, ...rest } = toOneStream(ask);
  return { ...rest, ...toEverything(ask), 'subscribe to a stream: 5,000 events, in order': long! };
};
