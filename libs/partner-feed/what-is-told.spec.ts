import {
  aFamily,
  agreed,
  consented,
  flow,
  formed,
  HEALTH,
  involved,
  joined,
  noted,
  partnership,
  registered,
  SCHOOL,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import { feedStream, type FeedEvent } from '@hub/disclosures';
import { wireForm } from '@hub/partner-messages';
import { MOST_BYTES } from './building.js';
import { PUBLICATION } from './publication.js';
import { aPublisher, subscribed, type Happening } from './testing/index.js';

const note = (noteId: string, change: { category?: 'injury' | 'behaviour'; subjects?: string[] } = {}): FactEvent =>
  noted(noteId, {
    ...(change.category && { category: change.category }),
    passages: [{ subjects: change.subjects ?? ['c1'], text: 'fell off a swing' }],
  });

const BEGINNING: readonly Happening[] = [...partnership(), ...aFamily(), consented('k1', 'c1', 'm1')];

const begun = async (change: Parameters<typeof aPublisher>[0] = {}, ...more: readonly Happening[]) => {
  const publisher = aPublisher(change);
  await publisher.happened(...BEGINNING, ...more);
  await publisher.publish();
  return publisher;
};

const toldAfter = async (publisher: Awaited<ReturnType<typeof begun>>, ...events: readonly Happening[]) => {
  const before = (await publisher.told()).length;
  await publisher.happened(...events);
  await publisher.publish();
  return (await publisher.told()).slice(before);
};

const later = '2026-06-01T09:00:00.000Z';
const byHealth = { agencyId: HEALTH };

describe('a partner', () => {
  it('is told of consents that others have recorded and that it may know of, and of their end', async () => {
    const publisher = await begun({}, ...subscribed());
    expect(await toldAfter(publisher, consented('k2', 'c1', 'm1', { effectiveAt: later }))).toEqual([
      'consent.granted',
    ]);
    const gone: FactEvent = {
      type: 'ConsentWithdrawn',
      data: { subject: 'c1', withdraws: { grantor: 'm1' }, effectiveAt: later, ...byHealth },
    };
    expect(await toldAfter(publisher, gone)).toEqual(['consent.withdrawn', 'consent.withdrawn', 'access.withdrawn']);
  });

  it('is not told of a consent about something else than it has subscribed to, nor of one that names another agency', async () => {
    const publisher = await begun({}, ...subscribed());
    expect(await toldAfter(publisher, consented('k2', 'c1', 'm1', { categories: ['attendance'] }))).toEqual([]);
    expect(await toldAfter(publisher, consented('k3', 'c1', 'm1', { recipients: ['police'] }))).toEqual([]);
  });

  it('is told who has joined a family and who has left it, where it may see the members', async () => {
    const left: FactEvent = {
      type: 'FamilyMemberLeft',
      data: { familyId: 'f2', personId: 'c1', until: '2026-05-01T00:00:00.000Z', ...byHealth },
    };
    const publisher = await begun({}, ...formed('f2'), ...subscribed());
    expect(await toldAfter(publisher, joined('f2', 'c1'))).toEqual(['family.linked']);
    expect(await toldAfter(publisher, left)).toEqual(['family.unlinked']);
    const stranger = await begun({}, ...formed('f2'), ...subscribed('s1', { categories: ['injury'] }));
    expect(await toldAfter(stranger, joined('f2', 'c1'))).toEqual([]);
  });

  it('is told of its agreements, once, and not of each person; who stopped one knows', async () => {
    const publisher = await begun({}, ...subscribed());
    const agreement = (type: 'AgreementSuspended' | 'AgreementResumed', by: string): FactEvent => ({
      type,
      data: { agreementId: 'early-help', reason: 'other', by },
    });
    expect(await toldAfter(publisher, agreement('AgreementSuspended', HEALTH))).toEqual(['agreement.suspended']);
    expect(await toldAfter(publisher, agreement('AgreementResumed', HEALTH))).toEqual(['agreement.activated']);
    expect(await toldAfter(publisher, agreement('AgreementSuspended', SCHOOL))).toEqual([]);
    const [, , , ...signing] = agreed('another', [HEALTH, SCHOOL, 'police'], [flow(1, ['injury'])]);
    const [drafted, proposed, first] = agreed('another', [HEALTH, SCHOOL, 'police'], [flow(1, ['injury'])]);
    expect(await toldAfter(publisher, drafted!, proposed!, first!)).toEqual([]);
    expect(await toldAfter(publisher, ...signing)).toEqual(['agreement.activated']);
    const last = (await publisher.messagesTo()).at(-1);
    expect(last).toMatchObject({
      key: 'agreement/another',
      message: { subject: 'agreement/another', data: { version: 1 } },
    });
    expect(last).not.toHaveProperty('about');
  });

  it('is told what its subscriptions want, while they are active, and what they want under their own agreement', async () => {
    const other = agreed('other', [HEALTH, SCHOOL], [flow(1, ['behaviour'])]);
    const wanting = subscribed('s1', { types: ['org.concord.note.shared.v1'], categories: ['injury', 'behaviour'] });
    const publisher = await begun({}, ...other, ...wanting);
    expect(await toldAfter(publisher, note('n1'), note('n2', { category: 'behaviour' }))).toEqual(['note.shared']);
    expect(await toldAfter(publisher, withdrawn('c1', 'k1'))).toEqual([]);
    const end: Happening = {
      type: 'SubscriptionEnded',
      data: { agencyId: SCHOOL, subscriptionId: 's1', reason: 'other', by: SCHOOL, worker: 'w' },
    };
    expect(await toldAfter(publisher, consented('k4', 'c1', 'm1', { effectiveAt: later }), end, note('n3'))).toEqual(
      [],
    );
  });

  it('is told nothing of whom it has nothing to do with, and nothing is recorded of that', async () => {
    const publisher = await begun({}, registered('c9', HEALTH), ...subscribed());
    expect(await toldAfter(publisher, note('n1', { subjects: ['c9'] }))).toEqual([]);
    expect(await publisher.feedOf()).toEqual([]);
  });

  it('that has to do with somebody, and may not read a note about them: that it was held back is recorded', async () => {
    const publisher = await begun({}, registered('c9', HEALTH), involved('c9', SCHOOL), ...subscribed());
    expect(await toldAfter(publisher, note('n1', { subjects: ['c9'] }))).toEqual([]);
    const [held, ...others] = await publisher.feedOf();
    expect(others).toEqual([]);
    expect(held).toMatchObject({ type: 'MessageWithheld', data: { about: { person: 'c9', subscriptionId: 's1' } } });
    expect(JSON.stringify(held)).toContain('NO_CONSENT');
  });
});

describe('a message that cannot be built', () => {
  const fails = { on: true };
  const hashing = (hash: (use: string, text: string) => string) => (use: string, text: string) => {
    if (fails.on && text.includes('note-n1')) throw new Error('no reference');
    return hash(use, text);
  };

  it('parks the person for that partner; others’ messages go on; what waited is told once somebody has looked at it', async () => {
    fails.on = true;
    const publisher = await begun(
      { hash: hashing(aPublisher().ports.hash) },
      registered('c9', HEALTH),
      involved('c9', SCHOOL),
      consented('k9', 'c9', 'm1', { effectiveAt: later }),
      {
        type: 'ParentalResponsibilityRecorded',
        data: { personId: 'c9', holder: 'm1', how: 'birth', from: '2026-01-01T00:00:00.000Z', ...byHealth },
      },
      ...subscribed(),
    );
    const other = note('n3', { subjects: ['c9'] });
    expect(await toldAfter(publisher, note('n1'), note('n2'), other)).toEqual(['note.shared']);
    expect(publisher.parked()).toBe(1);
    await publisher.restart(true);
    expect(publisher.parked()).toBe(1);
    const parked = (await publisher.feedOf()).find(({ type }) => type === 'PersonParked');
    expect(parked).toMatchObject({ data: { person: 'c1', because: 'cannot-be-built' } });
    expect(await toldAfter(publisher, consented('k2', 'c1', 'm1', { effectiveAt: later }))).toEqual([]);

    const { key } = (parked as Extract<FeedEvent, { type: 'PersonParked' }> & typeof parked).data;
    const unpark = {
      type: 'PersonUnparked',
      data: { agencyId: SCHOOL, key, reason: 'repaired', by: 'partnership', worker: 'w-1', at: later },
    };
    await publisher.append(feedStream(SCHOOL), unpark);
    await publisher.publish();
    expect(publisher.parked()).toBe(1);
    fails.on = false;
    await publisher.append(feedStream(SCHOOL), unpark);
    await publisher.publish();
    expect(publisher.parked()).toBe(0);
    await publisher.restart(true);
    expect(publisher.parked()).toBe(0);
    expect(await publisher.told()).toEqual(['note.shared', 'consent.granted', 'note.shared', 'note.shared']);
  });

  it('is one that is not thin, too', async () => {
    const publisher = await begun({ publicUrl: `https://${'x'.repeat(MOST_BYTES)}.example` }, ...subscribed());
    expect(await toldAfter(publisher, note('n1'))).toEqual([]);
    const [parked] = await publisher.feedOf();
    expect(parked).toMatchObject({ type: 'PersonParked', data: { because: 'too-large' } });
  });

  it('is far from what a thin one is like', async () => {
    const publisher = await begun({}, ...subscribed());
    await toldAfter(publisher, note('n1'));
    const lengths = (await publisher.messagesTo()).map(({ message }) => wireForm(message).length);
    expect(lengths).toEqual([expect.any(Number)]);
    expect(Math.max(...lengths)).toBeLessThan(1_024);
  });
});

describe('the publication table', () => {
  it('says of each event what it may lead to, or why it leads to nothing', () => {
    for (const entry of Object.values(PUBLICATION)) {
      if ('silent' in entry) expect(entry.silent).toMatch(/^[a-z].+[^.]$/);
      else expect(entry.leadsTo.length).toBeGreaterThan(0);
    }
  });
});
