import { aFamily, partnership } from '@hub/facts/testing';
import type { RecallEvent } from '@hub/recalls';
import { referencesOf } from './index.js';
import { aPublisher, subscribed } from './testing/index.js';

type Raised = Extract<RecallEvent, { type: 'RecallRaised' }>['data'];

const raised = (recallId: string, change: Partial<Raised> = {}): RecallEvent => ({
  type: 'RecallRaised',
  data: {
    ...{ recallId, agencyId: 'school', subjects: ['c1', 'c2'], knownAs: ['c1'], obligation: 'stop-using' },
    cause: { eventId: 'e1', kind: 'RestrictionImposed', by: 'police' },
    scope: {
      items: [{ item: 'note-n1', revision: 0, references: ['note/abc', 'note-n1'], flows: [] }],
      byHand: ['told'],
    },
    ...{ due: '2026-06-06T09:00:00.000Z', at: '2026-06-01T09:00:00.000Z', ...change },
  },
});

/** The school and the police have subscribed; the school alone works with the child. */
const started = async () => {
  const publisher = aPublisher();
  await publisher.happened(...partnership(), ...aFamily(), ...subscribed('s1'), ...subscribed('s2', {}, 'police'));
  await publisher.publish();
  return publisher;
};

const names = (message: object): unknown => ('data' in message ? message.data : undefined);

describe('a recall', () => {
  it('is told to its recipient alone, by the names that it knows, and not why', async () => {
    const publisher = await started();
    await publisher.append('recall-r1', raised('r1'));
    await publisher.publish();
    const [released, ...others] = await publisher.messagesTo();
    expect(others).toEqual([]);
    expect(released?.message).toMatchObject({
      type: 'org.concord.recall.raised.v1',
      subject: `person/${released?.key ?? ''}`,
      sequence: 1,
      data: {
        ...{ recall: 'r1', references: ['note/abc', 'note-n1', 'disclosure-told'], obligation: 'stop-using' },
        ...{ due: '2026-06-06T09:00:00.000Z', part: 1, parts: 1 },
      },
    });
    expect(released?.about).toBeUndefined();
    expect(JSON.stringify(released?.message)).not.toMatch(/Restriction|police|"c1"|"c2"|e1"/);
    expect(await publisher.messagesTo('police')).toEqual([]);
  });

  it('has nothing in common with what else came of its cause: that would tell why', async () => {
    const publisher = await started();
    await publisher.append('recall-r1', raised('r1'), 'the restriction');
    await publisher.append('recall-r2', raised('r2', { knownAs: ['m1'] }), 'the restriction');
    await publisher.publish();
    const released = await publisher.messagesTo();
    const reference = referencesOf(publisher.ports.hash, 'school');
    const shared = reference('cause', 'the restriction');
    const led = released.flatMap(({ message }) => [message.correlationid, message.causationid]);
    expect(led).not.toContain(shared);
    expect(new Set(led).size).toBe(2);
  });

  it('has the key of the person whom it concerns, and follows what was told of them before', async () => {
    const publisher = await started();
    await publisher.append('recall-r1', raised('r1'));
    await publisher.append('recall-r2', raised('r2', { obligation: 'retain-under-statute', basis: 'ca1989-s47' }));
    await publisher.append('recall-r3', raised('r3', { knownAs: ['m1'] }));
    await publisher.publish();
    const released = await publisher.messagesTo();
    expect(released.map(({ message }) => 'previous' in message && message.previous)).toEqual([0, 1, 0]);
    expect(released.map(({ message }) => names(message))).toMatchObject([{}, { basis: 'ca1989-s47' }, {}]);
  });

  it('of very much is told in several messages, each of which is thin; together they have every name once', async () => {
    const publisher = await started();
    const items = Array.from({ length: 65 }, (_, n) => ({
      ...{ item: `note-${String(n)}`, revision: 0, references: [`note/${'x'.repeat(40)}${String(n)}`], flows: [] },
    }));
    await publisher.append('recall-r1', raised('r1', { scope: { items, byHand: [] } }));
    await publisher.publish();
    await publisher.restart(false);
    await publisher.publish();
    const released = await publisher.messagesTo();
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(4);
    const told = released.flatMap(({ message }) =>
      'data' in message && 'references' in message.data ? message.data.references : [],
    );
    expect(told).toEqual(items.flatMap(({ references }) => references));
    expect(released.map(({ message }) => names(message))).toMatchObject(
      [1, 2, 3, 4].map((part) => ({ recall: 'r1', part, parts: 4 })),
    );
  });

  it('is told to nobody who has not subscribed', async () => {
    const publisher = await started();
    await publisher.append('recall-r1', raised('r1', { agencyId: 'health' }));
    await publisher.publish();
    expect(await publisher.messagesTo('health')).toEqual([]);
  });
});
