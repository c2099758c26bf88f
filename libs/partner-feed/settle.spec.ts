import type { EventStore } from '@hub/eventsourcing';
import {
  agreed,
  consented,
  flow,
  formed,
  HEALTH,
  involved,
  joined,
  noted,
  registered,
  SCHOOL,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import { wireForm, type PartnerMessage } from '@hub/partner-messages';
import { toldBy, type Departures } from './index.js';
import { aPartner, departuresInMemory } from './testing/index.js';

const aboutNote = { person: 'c1', items: ['note-n1'] };
const isVoid = (message: PartnerMessage | undefined): boolean => message !== undefined && 'void' in message;
const wire = (messages: readonly PartnerMessage[]): readonly string[] => messages.map(wireForm);

/** The log, and which questions it was asked. */
const counted = () => {
  const asked: string[] = [];
  const through = (store: EventStore): EventStore =>
    new Proxy(store, {
      get: (target, name, self) => {
        const value: unknown = Reflect.get(target, name, self);
        if (typeof value !== 'function' || name === 'isAfter') return value;
        return (...all: readonly unknown[]): unknown => {
          asked.push(String(name));
          return Reflect.apply(value, target, all);
        };
      },
    });
  return { asked, through };
};

const protectedAddress = (personId: string): FactEvent => ({
  type: 'RestrictionImposed',
  data: {
    personId,
    agencyId: HEALTH,
    restriction: {
      ...{ id: `r-${personId}`, kind: 'protected-address', custodians: [], workers: [] },
      period: { from: '2026-01-01T00:00:00.000Z' },
    },
  },
});

const suspended: FactEvent = { type: 'AgencySuspended', data: { agencyId: SCHOOL, reason: 'other' } };

/** As much as anything in this process takes that waits for nobody. */
const manyTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const MINUTE = 60;
const [HOUR, DAY] = [60 * MINUTE, 24 * 60 * MINUTE];

describe('messages that are about to leave', () => {
  it('are as they were released, to the byte, and that costs one question for all heads and one for what has grown', async () => {
    const { asked, through } = counted();
    const partner = await aPartner(through);
    const released = await partner.release(aboutNote, aboutNote, aboutNote);
    await partner.settle(released);
    asked.length = 0;
    expect(wire(await partner.settle(released))).toEqual(released.map(({ message }) => wireForm(message)));
    expect(asked.sort()).toEqual(['growth', 'heads']);
  });

  it('are void in their place when the permission has gone, durably and always in the same words', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.happened(withdrawn('c1', 'k1'));
    const [first] = await partner.settle(released);
    const { id, type, sequence } = released[0]!.message as Extract<PartnerMessage, { sequence: number }>;
    expect(first).toMatchObject({ id, type, sequence, void: true });
    expect(first).not.toHaveProperty('dataref');
    expect(first).not.toHaveProperty('data');
    expect(wire(await partner.settle(released))).toEqual([wireForm(first!)]);
    expect(wire(toldBy(await partner.feed()))).toEqual([wireForm(first!)]);
  });

  it('leave in the log, where they are void, who would have been told about whom, for the trail', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.happened(withdrawn('c1', 'k1'));
    await partner.settle(released);
    const voided = (await partner.feed()).find(({ type }) => type === 'MessageVoided');
    expect(voided?.data).toMatchObject({
      because: 'permission-gone',
      about: {
        ...{ person: 'c1', subjects: ['c1'], worker: 'system-s1', role: 'pastoral-lead', purpose: 'early-help' },
      },
    });
  });

  it('are remembered as having left: where their permission goes afterwards, the log says that they may have been had', async () => {
    const partner = await aPartner();
    const [had, waiting] = await partner.release(aboutNote, aboutNote);
    await partner.settle([had!]);
    await partner.happened(withdrawn('c1', 'k1'));
    await partner.settle([had!, waiting!]);
    const voided = (await partner.feed()).flatMap((event) => (event.type === 'MessageVoided' ? [event.data] : []));
    expect(voided.map(({ sequence, left }) => [sequence, left])).toEqual([
      [1, true],
      [2, undefined],
    ]);
  });

  it('are looked at again once it is written down that they leave', async () => {
    const departures = departuresInMemory();
    const withdrawing: Departures = {
      ...departures,
      advance: async (agency, sequence) => {
        await departures.advance(agency, sequence);
        await partner.happened(withdrawn('c1', 'k1'));
      },
    };
    const partner = await aPartner(undefined, withdrawing);
    const released = await partner.release(aboutNote);
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
    expect((await partner.feed()).at(-1)).toMatchObject({ type: 'MessageVoided', data: { left: true } });
  });

  it('leave for nobody while they are made void, also where the permission comes back meanwhile', async () => {
    const departures = departuresInMemory();
    let other: Promise<readonly PartnerMessage[]> | undefined;
    const partner = await aPartner(undefined, {
      ...departures,
      whileNothingLeaves: (agency, work) =>
        departures.whileNothingLeaves(agency, async (upTo) => {
          await partner.happened(consented('k2', 'c1', 'm1', { effectiveAt: partner.now() }));
          other = partner.settle(released);
          await Promise.race([other, manyTurns()]);
          return work(upTo);
        }),
    });
    const released = await partner.release(aboutNote);
    await partner.happened(withdrawn('c1', 'k1'));
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
    expect((await other)?.map(isVoid)).toEqual([true]);
    const voided = (await partner.feed()).find(({ type }) => type === 'MessageVoided');
    expect(voided?.data).not.toHaveProperty('left');
  });

  it('stay void when the permission comes back', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.happened(withdrawn('c1', 'k1'));
    const before = await partner.settle(released);
    await partner.happened(consented('k2', 'c1', 'm1', { effectiveAt: partner.now() }));
    expect(wire(await partner.settle(released))).toEqual(wire(before));
    expect((await partner.settle(await partner.release(aboutNote))).map(isVoid)).toEqual([false]);
  });

  it('are decided afresh when something has moved, and are the same to the byte where it is permitted still', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.happened(registered('c7', HEALTH), ...agreed('other', [HEALTH, SCHOOL], []));
    expect(wire(await partner.settle(released))).toEqual(released.map(({ message }) => wireForm(message)));
    expect((await partner.feed()).map(({ type }) => type)).toEqual(['MessagesReleased']);
  });

  it('keep their order and their places around those that are void', async () => {
    const partner = await aPartner();
    await partner.happened(noted('n2', { passages: [{ subjects: ['m1'], text: 'Tired.' }] }));
    await partner.happened(consented('k2', 'm1', 'm1'));
    const aboutMother = { person: 'm1', items: [] };
    const released = await partner.release(aboutNote, aboutMother, aboutNote, aboutMother);
    await partner.happened(withdrawn('c1', 'k1'));
    const settled = await partner.settle(released);
    expect(settled.map((message) => 'sequence' in message && message.sequence)).toEqual([1, 2, 3, 4]);
    expect(settled.filter(isVoid)).toHaveLength(2);
    expect(settled.map(isVoid).slice(0, 1)).toEqual([true]);
  });

  it('are void when a consent has run out by the clock alone', async () => {
    const partner = await aPartner();
    await partner.happened(withdrawn('c1', 'k1'));
    const until = new Date(Date.parse(partner.now()) + HOUR * 1_000).toISOString();
    const short = consented('k2', 'c1', 'm1', { effectiveAt: partner.now() });
    if (short.type !== 'ConsentRecorded') throw new Error('a consent');
    await partner.happened({ ...short, data: { ...short.data, period: { from: partner.now(), until } } });
    const released = await partner.release(aboutNote);
    partner.tick(30 * MINUTE);
    expect((await partner.settle(released)).map(isVoid)).toEqual([false]);
    partner.tick(40 * MINUTE);
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it('are as they were released after a day on which nothing has happened', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    partner.tick(3 * DAY);
    expect(wire(await partner.settle(released))).toEqual(released.map(({ message }) => wireForm(message)));
  });

  it('are settled at the very instant at which something begins', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    const later = consented('k3', 'c1', 'm1');
    if (later.type !== 'ConsentRecorded') throw new Error('a consent');
    const from = new Date(Date.parse(partner.now()) + 5_000).toISOString();
    await partner.happened({ ...later, data: { ...later.data, period: { from } } });
    partner.tick(4);
    expect(partner.now()).toBe(from);
    expect((await partner.settle(released)).map(isVoid)).toEqual([false]);
  });

  it('are void when their subscription has ended, others are not', async () => {
    const partner = await aPartner();
    await partner.subscribed('s2');
    const released = await partner.release(aboutNote, { ...aboutNote, subscriptionId: 's2' });
    await partner.ended('s1');
    expect((await partner.settle(released)).map(isVoid)).toEqual([true, false]);
  });

  it('go on when their subscription is replaced by one that asks for them as well', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.replaced('s1', 's2', { delivery: 'pull', categories: ['injury', 'attendance'] });
    expect(wire(await partner.settle(released))).toEqual(released.map(({ message }) => wireForm(message)));
  });

  it('are void when their subscription was ended, also as replaced, and another on the same grounds came later', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.ended('s1', 'replaced');
    await partner.subscribed('s2', { categories: ['injury', 'attendance'] });
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it.each([
    ['no such category', { categories: ['behaviour'] }],
    ['no such type', { types: ['org.concord.access.granted.v1'] }],
    ['another purpose', { purpose: 'child-in-need' }],
  ] as const)('are void when their subscription is replaced by one with %s', async (_, change) => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.replaced('s1', 's2', change);
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it('wait while the agency is suspended, and leave as of then once it is reinstated', async () => {
    const partner = await aPartner();
    await partner.happened(noted('n2', { passages: [{ subjects: ['c1'], text: 'A cut.' }] }));
    const agreement = { person: 'c1', type: 'org.concord.agreement.ended.v1' } as const;
    const released = await partner.release(aboutNote, { person: 'c1', items: ['note-n2'] }, agreement);
    await partner.happened(suspended);
    await expect(partner.settle(released)).rejects.toMatchObject({ code: 'agency-suspended' });
    await expect(partner.replaying.standings(SCHOOL, released)).rejects.toMatchObject({ code: 'agency-suspended' });
    expect((await partner.feed()).map(({ type }) => type)).toEqual(['MessagesReleased']);
    await partner.happened({
      type: 'NoteMarkedInError',
      data: { noteId: 'n2', agencyId: HEALTH, author: 'hv-1', because: { subjects: ['c1'], clear: 'another child' } },
    });
    await partner.happened({ type: 'AgencyReinstated', data: { agencyId: SCHOOL, reason: 'reviewed' } });
    expect((await partner.settle(released)).map(isVoid)).toEqual([false, true, false]);
  });

  it('are void for no suspension that comes while they are looked at', async () => {
    let comes = false;
    const partner = await aPartner((store) => ({
      ...store,
      head: async () => {
        if (comes) await partner.happened(suspended);
        return store.head();
      },
    }));
    const released = await partner.release(aboutNote);
    await partner.happened(noted('n2', { passages: [{ subjects: ['c1'], text: 'A cut.' }] }), involved('c1', HEALTH));
    comes = true;
    await expect(partner.settle(released)).rejects.toMatchObject({ code: 'agency-suspended' });
    expect((await partner.feed()).map(({ type }) => type)).toEqual(['MessagesReleased']);
  });

  it('are void when the agreement of their subscription has ended, whatever another permits', async () => {
    const partner = await aPartner();
    await partner.happened(...agreed('other', [HEALTH, SCHOOL], [flow(1, ['injury'])]));
    const released = await partner.release(aboutNote);
    const by = HEALTH;
    await partner.happened({ type: 'AgreementEnded', data: { agreementId: 'early-help', reason: 'replaced', by } });
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it('are told where they say that something is over, whatever is permitted', async () => {
    const partner = await aPartner();
    const released = await partner.release(
      { person: 'c1', type: 'org.concord.access.withdrawn.v1' },
      { person: 'c1', type: 'org.concord.recall.raised.v1' },
      { person: 'c1', type: 'org.concord.access.granted.v1' },
    );
    await partner.happened(withdrawn('c1', 'k1'));
    expect((await partner.settle(released)).map(isVoid)).toEqual([false, false, true]);
  });

  it('are void when whom they are about has joined a household with a protected address since', async () => {
    const partner = await aPartner();
    const text = [{ subjects: ['c1'], text: 'Seen near the park.', location: 'unreviewed' as const }];
    await partner.happened(registered('h9', HEALTH), protectedAddress('h9'), ...formed('f9', 'h9'));
    await partner.happened(noted('n3', { passages: text }));
    const released = await partner.release({ person: 'c1', items: ['note-n3'] });
    expect((await partner.settle(released)).map(isVoid)).toEqual([false]);
    await partner.happened(joined('f9', 'c1'));
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it('go on when somebody of the household joins a family that nobody asks about', async () => {
    const partner = await aPartner();
    const released = await partner.release(aboutNote);
    await partner.happened(...formed('f8', 'm1'));
    expect((await partner.settle(released)).map(isVoid)).toEqual([false]);
  });

  it('are void when a newer note stands in their place, where an agreement shows the newest alone', async () => {
    const partner = await aPartner();
    await partner.happened(...agreed('newest', [HEALTH, SCHOOL], [flow(1, ['attendance'], { mostRecent: 1 })]));
    const text = [{ subjects: ['c1'], text: 'Moved.' }];
    await partner.happened(
      noted('n4', { category: 'attendance', passages: text, effectiveAt: '2026-05-02T10:00:00.000Z' }),
    );
    await partner.subscribed('s2', { agreementId: 'newest', categories: ['attendance'] });
    const released = await partner.release({ person: 'c1', items: ['note-n4'], subscriptionId: 's2' });
    expect((await partner.settle(released)).map(isVoid)).toEqual([false]);
    await partner.happened(
      noted('n5', { category: 'attendance', passages: text, effectiveAt: '2026-05-03T10:00:00.000Z' }),
    );
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });

  it('that move while they are decided are decided once more', async () => {
    let between: (() => Promise<unknown>) | undefined;
    const partner = await aPartner((store) => ({
      ...store,
      head: async () => {
        const then = between;
        between = undefined;
        await then?.();
        return store.head();
      },
    }));
    const released = await partner.release(aboutNote);
    await partner.happened(...agreed('other', [HEALTH, SCHOOL], []));
    between = () => partner.happened(withdrawn('c1', 'k1'));
    expect((await partner.settle(released)).map(isVoid)).toEqual([true]);
  });
});
