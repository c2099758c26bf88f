import { randomUUID } from 'node:crypto';
import { NO_STREAM, type EventStore, type Recorded } from '@hub/eventsourcing';
import { HEALTH, linked, noted, registered, SCHOOL, withdrawn } from '@hub/facts/testing';
import { MOST_RECALLED, type RecallEvent } from '@hub/recalls';
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

type Raised = Extract<RecallEvent, { type: 'RecallRaised' }>['data'];

/** The school was told so many notes about a child, each once, and of another record of the same child some more. */
const withVeryMuch = async (ofChild: number, ofOther: number): Promise<Hub> => {
  const hub = await aHubThatRecalls();
  await hub.bySchool({ about: { noteId: 'n1' }, kind: 'case-note' });
  const made = (await hub.trail())[0]!;
  const tell = async (n: number, child: string): Promise<void> => {
    const id = randomUUID();
    const words = JSON.stringify(made.data).replaceAll(
      'note-n1',
      `note-${child}000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const data = { ...(JSON.parse(words) as typeof made.data), requestId: id, subjects: [child] };
    const event = { type: 'DisclosureMade', data, id: randomUUID(), metadata: made.metadata };
    const claim = { agency: SCHOOL, commandId: id, requestMac: 'test' };
    await hub.store.append({ stream: `disclosure-${id}`, events: [event], expected: NO_STREAM, claim });
  };
  await hub.happened(registered('b1', HEALTH));
  for (let n = 0; n < ofChild; n += 1) await tell(n, 'c1');
  for (let n = 0; n < ofOther; n += 1) await tell(n, 'b1');
  await hub.happened(withdrawn('c1', 'k1'));
  return hub;
};

const scopesOf = (raised: readonly Recorded<RecallEvent>[]): readonly (readonly string[])[] =>
  raised.map(({ data }) => (data as Raised).scope.items.map(({ item }) => item));

const eachOnce = (scopes: readonly (readonly string[])[]): readonly string[] => {
  const items = scopes.flat();
  expect(new Set(items).size).toBe(items.length);
  return items.toSorted();
};

describe('recalls of very much', () => {
  /** By the answer that the others are like. */
  const FIRST = 3;

  it('are of a bounded size each, and all of it together, however much that is', async () => {
    const hub = await withVeryMuch(6_000, 0);
    await raisingOn(hub)(await hub.everything());
    const raised = await raisedIn(hub);
    const scopes = scopesOf(raised);
    expect(eachOnce(scopes)).toHaveLength(6_000 + FIRST);
    expect(scopes).toHaveLength(Math.ceil((6_000 + FIRST) / MOST_RECALLED));
    expect(JSON.stringify(raised).length).toBeGreaterThan(1_048_576);
    for (const event of raised) expect(JSON.stringify(event).length).toBeLessThan(200_000);
    expect(new Set(raised.map(({ stream }) => stream)).size).toBe(scopes.length);
  }, 180_000);

  it('are the same wherever the hub is killed, and begins again', async () => {
    const [whole, killed] = [await withVeryMuch(1_700, 0), await withVeryMuch(1_700, 0)];
    await raisingOn(whole)(await whole.everything());
    const scopes = scopesOf(await raisedIn(whole));
    const log = await killed.everything();
    for (const when of scopes.flatMap(() => ['before', 'after'] as const))
      await expect(raisingOn(killed, dyingAt(killed.store, 1, when))(log)).rejects.toThrow('killed');
    await raisingOn(killed)(log);
    expect(scopes).toHaveLength(4);
    expect(scopesOf(await raisedIn(killed))).toEqual(scopes);
  }, 180_000);

  it('miss nothing and name nothing twice where more is found to be theirs before the hub goes on', async () => {
    const hub = await withVeryMuch(900, 700);
    const log = await hub.everything();
    await expect(raisingOn(hub, dyingAt(hub.store, 2, 'before'))(log)).rejects.toThrow('killed');
    expect(scopesOf(await raisedIn(hub))).toHaveLength(1);
    await hub.happened(...linked('b1', 'c1', 'x'));
    await raisingOn(hub)(log);
    expect(eachOnce(scopesOf(await raisedIn(hub)))).toHaveLength(900 + 700 + FIRST);
  }, 180_000);
});
