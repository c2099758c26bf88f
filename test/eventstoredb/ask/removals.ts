import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import type { Asking, Questions } from './asking.js';

export const removals = (ask: Asking): Questions => ({
  'delete: read, then append': async () => {
    await ask.write('deleted', ask.events(0, 3), { expectedRevision: NO_STREAM });
    await ask.client.deleteStream(ask.stream('deleted'));
    return {
      gone: await ask.read('deleted'),
      append: await ask.append('deleted', ask.event(3), { expectedRevision: NO_STREAM }),
      then: await ask.read('deleted'),
    };
  },
  'tombstone: read, then append': async () => {
    await ask.write('buried', ask.event(0), { expectedRevision: NO_STREAM });
    await ask.client.tombstoneStream(ask.stream('buried'));
    return { gone: await ask.read('buried'), append: await ask.append('buried', ask.event(1)) };
  },
});

/** Runs it, and names the rejections that nobody handled meanwhile. */
const withUnhandled = async (work: () => Promise<unknown>): Promise<unknown> => {
  const names: string[] = [];
  const hear = (reason: unknown): void => void names.push((reason as Error).constructor.name);
  process.on('unhandledRejection', hear);
  const answer = await work();
  process.off('unhandledRejection', hear);
  return names.length > 0 ? { answer, unhandledRejections: [...new Set(names)] } : answer;
};

/** What the client itself does that whoever uses it has to keep clear of. */
export const ofTheClient = (ask: Asking): Questions => ({
  'client: stale revision with throwOnAppendFailure=false': async () => {
    const lenient = EventStoreDBClient.connectionString(`${ask.url}&throwOnAppendFailure=false`);
    await ask.write('lenient', ask.events(0, 5), { expectedRevision: NO_STREAM });
    const options = { credentials: ask.credentials, expectedRevision: 1n };
    return ask.accepted(await lenient.appendToStream(ask.stream('lenient'), ask.event(5), options));
  },
  // An object that its types let pass, with what they refuse in it: that is the question.
  'client: BigInt in JSON data never settles': () =>
    withUnhandled(() => ask.append('bigint', jsonEvent({ type: 't', data: Object.assign({ n: 0 }, { n: 1n }) }))),
  'client: an append after that': () => ask.append('after-bigint', ask.event(0), { expectedRevision: NO_STREAM }),
});
