import type { EventStore, Recorded } from '@hub/eventsourcing';
import { HEALTH, noted, withdrawn } from '@hub/facts/testing';
import type { RecallEvent } from '@hub/recalls';
import { aHubThatRecalls } from '@hub/reliance/testing';
import { raisingRecalls } from './index.js';

type Hub = Awaited<ReturnType<typeof aHubThatRecalls>>;

const keyedHash = (domain: string, value: string): string => `${domain} ${value}`;

const raisingOn = (hub: Hub, store: EventStore = hub.store) =>
  raisingRecalls({ store, reliance: hub.reliance, keyedHash, clock: () => new Date(hub.now()) });

const raisedIn = async (hub: Hub) =>
  ((await hub.everything()) as readonly Recorded<RecallEvent>[]).filter(({ type }) => type === 'RecallRaised');

/** Two agencies were told two notes; a note was made in error, and a consent is withdrawn. */
const withCauses = async (): Promise<Hub> => {
  const hub = await aHubThatRecalls();
  await hub.happened(noted('n2', { passages: [{ subjects: ['c1', 'm1'], text: 'a talk' }] }));
  await hub.bySchool();
  await hub.byPolice();
  const because = { subjects: ['c1'], clear: 'another child' };
  for (const noteId of ['n1', 'n2'])
    await hub.happened({ type: 'NoteMarkedInError', data: { noteId, agencyId: HEALTH, author: 'hv-1', because } });
  await hub.happened(withdrawn('c1', 'k1'));
  return hub;
};

/** A log that dies at one of its appends, before or after it has been made durable. */
const dyingAt = (store: EventStore, append: number, when: 'before' | 'after'): EventStore => {
  let count = 0;
  return {
    ...store,
    append: async (request) => {
      count += 1;
      if (count !== append) return store.append(request);
      if (when === 'after') await store.append(request);
      throw new Error('killed');
    },
  };
};

const told = (raised: readonly Recorded<RecallEvent>[]) =>
  raised.map(({ data }) => ('cause' in data ? [data.cause.kind, data.agencyId, data.subjects] : [])).sort();

describe('recalls', () => {
  it('are raised once for each cause, recipient and person, and say what led to them in the log alone', async () => {
    const hub = await withCauses();
    await raisingOn(hub)(await hub.everything());
    const raised = await raisedIn(hub);
    expect(told(raised)).toEqual([
      ['ConsentWithdrawn', 'school', ['c1']],
      ['NoteMarkedInError', 'police', ['c1']],
      ['NoteMarkedInError', 'police', ['c1']],
      ['NoteMarkedInError', 'police', ['m1']],
      ['NoteMarkedInError', 'school', ['c1']],
    ]);
    const causes = (await hub.everything()).filter(({ type }) => /Error|Withdrawn/.test(type)).map(({ id }) => id);
    for (const { metadata } of raised) expect(causes).toContain(metadata.causationId);
    await raisingOn(hub)(await hub.everything());
    expect(await raisedIn(hub)).toEqual(raised);
  });

  it('are the same when the hub is killed at any of the steps, and goes on from its checkpoint', async () => {
    const whole = await withCauses();
    await raisingOn(whole)(await whole.everything());
    const expected = told(await raisedIn(whole));
    for (let append = 1; append <= expected.length; append += 1)
      for (const when of ['before', 'after'] as const) {
        const hub = await withCauses();
        const log = await hub.everything();
        await expect(raisingOn(hub, dyingAt(hub.store, append, when))(log)).rejects.toThrow('killed');
        await raisingOn(hub)(log);
        const raised = await raisedIn(hub);
        expect(told(raised)).toEqual(expected);
        expect(new Set(raised.map(({ stream }) => stream)).size).toBe(expected.length);
      }
  });
});
