import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import {
  aFamily,
  agreed,
  consented,
  flow,
  HEALTH,
  involved,
  linked,
  noted,
  parentOf,
  partnership,
  registered,
  SCHOOL,
  type FactEvent,
} from '@hub/facts/testing';
import type { RecallEvent } from '@hub/recalls';
import { feedLog, parkMessage } from './index.js';
import { aPublisher, eventId, subscribed, type Happening, type Publisher } from './testing/index.js';

const later = '2026-06-01T09:00:00.000Z';
const suspended: FactEvent = { type: 'AgencySuspended', data: { agencyId: SCHOOL, reason: 'other' } };
const reinstated: FactEvent = { type: 'AgencyReinstated', data: { agencyId: SCHOOL, reason: 'put-right' } };
const because = { subjects: ['c1'], clear: 'another child' };

const note = (noteId: string, child = 'c1'): FactEvent =>
  noted(noteId, { passages: [{ subjects: [child], text: 'fell off a swing' }] });
const mistaken = (noteId: string): FactEvent => ({
  type: 'NoteMarkedInError',
  data: { noteId, agencyId: HEALTH, author: 'hv-1', because },
});
const recalled: RecallEvent = {
  type: 'RecallRaised',
  data: {
    ...{ recallId: 'recall-1', agencyId: SCHOOL, subjects: ['c1'], knownAs: ['c1'] },
    cause: { eventId: 'e1', kind: 'NoteMarkedInError', by: HEALTH },
    scope: { items: [{ item: 'note-n0', revision: 0, references: ['note-n0'], flows: [] }], byHand: [] },
    ...{ obligation: 'delete', due: '2026-07-05T09:00:00.000Z', at: later },
  },
};
const letGo = (key: string): FeedEvent => ({
  type: 'PersonUnparked',
  data: { agencyId: SCHOOL, key, reason: 'repaired', by: 'partnership', worker: 'w-1', at: later },
});
const ended = (subscriptionId: string): Happening => ({
  type: 'SubscriptionEnded',
  data: { agencyId: SCHOOL, subscriptionId, reason: 'other', by: SCHOOL, worker: 'w' },
});
const agreement = (type: 'AgreementSuspended' | 'AgreementResumed'): FactEvent => ({
  type,
  data: { agreementId: 'other', reason: 'other', by: HEALTH },
});

/** A school that has been told of one note, works with two children, and may read an older note of each. */
const begun = async (through?: (store: EventStore) => EventStore): Promise<Publisher> => {
  const publisher = aPublisher({}, through);
  await publisher.happened(
    ...partnership(),
    ...agreed('other', [HEALTH, SCHOOL], [flow(1, ['behaviour'])]),
    ...aFamily(),
    registered('c9', HEALTH),
    parentOf('c9', 'm1'),
    involved('c9', SCHOOL),
    ...[consented('k1', 'c1', 'm1'), consented('k9', 'c9', 'm1')],
    ...[note('old'), note('old9', 'c9')],
    ...subscribed(),
  );
  await publisher.publish();
  return publisher;
};

const toldAfter = async (publisher: Publisher, ...events: readonly Happening[]): Promise<readonly string[]> => {
  const before = (await publisher.told()).length;
  await publisher.happened(...events);
  await publisher.publish();
  return (await publisher.told()).slice(before);
};

const itemsIn = async (publisher: Publisher): Promise<readonly string[]> =>
  (await publisher.messagesTo()).flatMap(({ about }) => about?.items.map(({ item }) => item) ?? []);

describe('a partner that is suspended', () => {
  it('is told nothing; of what happened meanwhile it is told once it is reinstated, as it is then, and of nothing else', async () => {
    const publisher = await begun();
    expect(await toldAfter(publisher, note('n1'))).toEqual(['note.shared']);
    expect(
      await toldAfter(
        publisher,
        suspended,
        ...[note('n2'), note('n3'), mistaken('n3')],
        consented('k2', 'c1', 'm1', { effectiveAt: later }),
        involved('c9', HEALTH),
      ),
    ).toEqual([]);
    expect(await toldAfter(publisher, agreement('AgreementSuspended'), note('n4', 'c9'))).toEqual([]);
    expect(await toldAfter(publisher, reinstated)).toEqual([
      'consent.granted',
      'note.shared',
      'note.shared',
      'agreement.suspended',
    ]);
    expect((await itemsIn(publisher)).filter((item) => item.startsWith('note-'))).toEqual([
      'note-n1',
      'note-n2',
      'note-n4',
    ]);
    expect(await toldAfter(publisher, note('n5'))).toEqual(['note.shared']);
  });

  it('misses nothing that happened before, and was not looked at yet', async () => {
    const publisher = await begun();
    expect(await toldAfter(publisher, note('n2'), agreement('AgreementSuspended'), suspended)).toEqual([]);
    expect(await toldAfter(publisher, reinstated)).toEqual(['note.shared', 'agreement.suspended']);
  });

  it('misses nothing by a release that comes late to two suspensions', async () => {
    const publisher = await begun();
    const twice = [suspended, note('n1'), reinstated, suspended, note('n2', 'c9'), reinstated, note('n3', 'c9')];
    expect((await toldAfter(publisher, ...twice)).toSorted()).toEqual(['note.shared', 'note.shared', 'note.shared']);
    expect((await itemsIn(publisher)).toSorted()).toEqual(['note-n1', 'note-n2', 'note-n3']);
  });

  it('is told of nothing by its suspension alone, nor of what is again as it was', async () => {
    const publisher = await begun();
    expect(await toldAfter(publisher, suspended)).toEqual([]);
    expect(await toldAfter(publisher, reinstated)).toEqual([]);
    await toldAfter(publisher, suspended, involved('c1', HEALTH));
    expect(await toldAfter(publisher, reinstated, suspended)).toEqual([]);
    expect(await toldAfter(publisher, note('n2'))).toEqual([]);
    expect(await toldAfter(publisher, reinstated)).toEqual(['note.shared']);
  });

  it('is told of recalls of that time, and of those whom somebody has let go meanwhile', async () => {
    const publisher = await begun();
    expect(await toldAfter(publisher, note('n9', 'c9'))).toEqual(['note.shared']);
    const [sent] = await publisher.messagesTo();
    const feeds = feedLog({ store: publisher.store, eventId });
    await parkMessage({ feeds, sign: () => 'h..s', now: publisher.now })(SCHOOL, sent!, 'too-large');
    await toldAfter(publisher, suspended, note('n2'));
    await publisher.append('recall-recall-1', recalled);
    await publisher.append(feedStream(SCHOOL), letGo(sent!.key));
    expect(await toldAfter(publisher)).toEqual([]);
    expect((await toldAfter(publisher, reinstated)).toSorted()).toEqual([
      'note.shared',
      'note.shared',
      'recall.raised',
    ]);
    expect((await itemsIn(publisher)).toSorted()).toEqual(['note-n2', 'note-n9', 'note-n9']);
  });

  it('is told that what showed by a match that was undone meanwhile does not any more', async () => {
    const undone: FactEvent = { type: 'MatchUndone', data: { matchId: 'x1', people: ['c2', 'c9'], steward: 's' } };
    const matched = async (): Promise<Publisher> => {
      const publisher = await begun();
      await toldAfter(publisher, registered('c2', SCHOOL), involved('c2', SCHOOL), ...linked('c2', 'c9', 'x1'));
      return publisher;
    };
    const expected = await toldAfter(await matched(), undone);
    expect(expected).toContain('access.withdrawn');
    const publisher = await matched();
    expect(await toldAfter(publisher, suspended, undone)).toEqual([]);
    expect(await toldAfter(publisher, reinstated)).toEqual(expected);
  });

  it('is told the same by a release that comes late to all of it', async () => {
    const publisher = await begun();
    const all = [note('n1'), suspended, note('n2'), involved('c1', HEALTH), agreement('AgreementSuspended')];
    expect((await toldAfter(publisher, ...all, reinstated, note('n3'))).toSorted()).toEqual([
      ...['agreement.suspended', 'note.shared', 'note.shared', 'note.shared'],
    ]);
    expect((await itemsIn(publisher)).toSorted()).toEqual(['note-n1', 'note-n2', 'note-n3']);
  });

  it('is told as before where it has subscribed anew meanwhile', async () => {
    const publisher = await begun();
    await toldAfter(publisher, suspended, note('n2'), ended('s1'));
    expect(await toldAfter(publisher, reinstated)).toEqual([]);
    await toldAfter(publisher, ...subscribed('s2'));
    expect(await toldAfter(publisher, note('n3'))).toEqual(['note.shared']);
  });

  it('is told the same by a release that begins again at any time, with its checkpoint or without', async () => {
    for (const withCheckpoint of [true, false]) {
      const publisher = await begun();
      for (const events of [
        [note('n1')],
        [suspended],
        [note('n2')],
        [note('n3'), mistaken('n2')],
        [reinstated],
        [note('n4')],
      ]) {
        await toldAfter(publisher, ...events);
        await publisher.restart(withCheckpoint);
      }
      await publisher.publish();
      expect(await itemsIn(publisher)).toEqual(['note-n1', 'note-n3', 'note-n4']);
    }
  });

  it('is told the same, once, wherever the release is killed while it tells what waited', async () => {
    const dying = { at: 0, when: 'before' as 'before' | 'after' };
    const meanwhile = [
      suspended,
      note('n2'),
      consented('k2', 'c1', 'm1', { effectiveAt: later }),
      agreement('AgreementSuspended'),
    ];
    const whole = await begun();
    await toldAfter(whole, ...meanwhile);
    const expected = [await toldAfter(whole, reinstated), await itemsIn(whole)];
    for (let at = 1; at <= 4; at += 1)
      for (const when of ['before', 'after'] as const) {
        const publisher = await begun((store) => ({
          ...store,
          append: async (request) => {
            if (!request.stream.startsWith('feed-') || dying.at === 0) return store.append(request);
            dying.at -= 1;
            if (dying.at > 0) return store.append(request);
            if (dying.when === 'after') await store.append(request);
            throw new Error('killed');
          },
        }));
        const before = (await publisher.told()).length;
        Object.assign(dying, { at, when });
        for (const events of [meanwhile, [reinstated]]) {
          await publisher.happened(...events);
          await publisher.publish().catch(() => publisher.restart(true).then(() => publisher.publish()));
        }
        dying.at = 0;
        expect([(await publisher.told()).slice(before), await itemsIn(publisher)]).toEqual(expected);
      }
  });
});
