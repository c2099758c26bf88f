import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import {
  aFamily,
  agreed,
  consented,
  flow,
  HEALTH,
  noted,
  partnership,
  POLICE,
  registered,
  SCHOOL,
  type FactEvent,
} from '@hub/facts/testing';
import type { RecallEvent } from '@hub/recalls';
import { feedLog, parkMessage } from './index.js';
import { aPublisher, eventId, subscribed, type Happening, type Publisher } from './testing/index.js';

const later = '2026-06-01T09:00:00.000Z';
const AGREEMENT = 'agreement/other';

const note = (noteId: string): FactEvent =>
  noted(noteId, { passages: [{ subjects: ['c1'], text: 'fell off a swing' }] });

const agreement = (type: 'AgreementSuspended' | 'AgreementResumed', by = HEALTH as string): FactEvent => ({
  type,
  data: { agreementId: 'other', reason: 'other', by },
});

const consentAgain = (id: string, effectiveAt = later): FactEvent => consented(id, 'c1', 'm1', { effectiveAt });

/** A publisher for which there is a word of which it can make no message. */
const begun = async (...more: readonly Happening[]) => {
  const fails = { on: '' };
  const { hash } = aPublisher().ports;
  const publisher = aPublisher({
    hash: (use, text) => {
      if (fails.on !== '' && use === 'message' && text.includes(fails.on)) throw new Error('no id');
      return hash(use, text);
    },
  });
  const other = agreed('other', [HEALTH, SCHOOL, POLICE], [flow(1, ['behaviour'])]);
  await publisher.happened(...partnership(), ...other, ...aFamily(), consented('k1', 'c1', 'm1'), ...subscribed());
  await publisher.happened(...more);
  await publisher.publish();
  return { fails, publisher };
};

const toldAfter = async (publisher: Publisher, ...events: readonly Happening[]): Promise<readonly string[]> => {
  const before = (await publisher.told()).length;
  await publisher.happened(...events);
  await publisher.publish();
  return (await publisher.told()).slice(before);
};

const parkedIn = async (publisher: Publisher, agency: string = SCHOOL) =>
  (await publisher.feedOf(agency)).flatMap((event) => (event.type === 'PersonParked' ? [event.data] : []));

/** Somebody has looked at it. */
const letGo = async (publisher: Publisher, key: string): Promise<readonly string[]> => {
  const before = (await publisher.told()).length;
  const unparked: FeedEvent = {
    type: 'PersonUnparked',
    data: { agencyId: SCHOOL, key, reason: 'repaired', by: 'partnership', worker: 'w-1', at: later },
  };
  await publisher.append(feedStream(SCHOOL), unparked);
  await publisher.publish();
  return (await publisher.told()).slice(before);
};

/** What the sending does with a message that the broker does not take. */
const refused = async (publisher: Publisher, released: ReleasedMessage | undefined): Promise<void> => {
  const feeds = feedLog({ store: publisher.store, eventId });
  await parkMessage({ feeds, sign: () => 'h..s', now: publisher.now })(SCHOOL, released!, 'too-large');
};

const recalled: RecallEvent = {
  type: 'RecallRaised',
  data: {
    ...{ recallId: 'recall-1', agencyId: SCHOOL, subjects: ['c1'], knownAs: ['c1'] },
    cause: { eventId: 'e1', kind: 'NoteMarkedInError', by: HEALTH },
    scope: { items: [{ item: 'note-n1', revision: 0, references: ['note-n1'], flows: [] }], byHand: [] },
    ...{ obligation: 'delete', due: '2026-07-05T09:00:00.000Z', at: later },
  },
};

describe('a message about an agreement that cannot be built', () => {
  it('waits under its own key, whatever else is told of, and is told as of now once somebody has looked', async () => {
    const { fails, publisher } = await begun();
    fails.on = AGREEMENT;
    const stopped = agreement('AgreementSuspended');
    expect(await toldAfter(publisher, stopped, consentAgain('k2'))).toEqual(['consent.granted']);
    expect(await parkedIn(publisher)).toEqual([
      {
        agencyId: SCHOOL,
        key: AGREEMENT,
        because: 'cannot-be-built',
        cause: expect.anything(),
        at: expect.any(String),
      },
    ]);
    expect(publisher.parked()).toBe(1);
    expect(await letGo(publisher, AGREEMENT)).toEqual([]);
    expect(publisher.parked()).toBe(1);
    fails.on = '';
    expect(await letGo(publisher, AGREEMENT)).toEqual(['agreement.suspended']);
    expect(publisher.parked()).toBe(0);
    const before = await publisher.feedOf();
    await publisher.restart(false);
    await publisher.publish();
    expect(await publisher.feedOf()).toEqual(before);
    expect(await toldAfter(publisher, agreement('AgreementResumed'))).toEqual(['agreement.activated']);
  });

  it('waits for each partner by itself', async () => {
    const { fails, publisher } = await begun(...subscribed('s2', {}, HEALTH));
    fails.on = AGREEMENT;
    await publisher.happened(agreement('AgreementSuspended', POLICE));
    await publisher.publish();
    expect(await parkedIn(publisher)).toHaveLength(1);
    expect(await parkedIn(publisher, HEALTH)).toHaveLength(1);
  });

  it('is told of no more where the agreement is again as it was, nor to whoever stopped it', async () => {
    const { fails, publisher } = await begun();
    fails.on = AGREEMENT;
    await toldAfter(publisher, agreement('AgreementSuspended'), agreement('AgreementResumed'));
    fails.on = '';
    expect(await letGo(publisher, AGREEMENT)).toEqual([]);
    fails.on = AGREEMENT;
    const again = [
      agreement('AgreementSuspended'),
      agreement('AgreementResumed'),
      agreement('AgreementSuspended', SCHOOL),
    ];
    await toldAfter(publisher, ...again);
    fails.on = '';
    expect(await letGo(publisher, AGREEMENT)).toEqual([]);
  });
});

describe('a recall that cannot be built', () => {
  it('parks the person whom it concerns, and is told once somebody has looked', async () => {
    const { fails, publisher } = await begun(note('n1'));
    fails.on = 'recall.raised';
    await publisher.append('recall-recall-1', recalled);
    expect(await toldAfter(publisher, note('n2'))).toEqual([]);
    const [parked] = await parkedIn(publisher);
    fails.on = '';
    expect(await letGo(publisher, parked!.key)).toEqual(['recall.raised', 'note.shared']);
  });
});

describe('a message that cannot be sent', () => {
  it.each([
    ['about an agreement', agreement('AgreementSuspended'), 'agreement.suspended'],
    ['about a consent', consentAgain('k2'), 'consent.granted'],
    ['about a note', note('n1'), 'note.shared'],
  ])('%s waits, and is told once more, once, when somebody has looked', async (_, happening, type) => {
    const { publisher } = await begun();
    expect(await toldAfter(publisher, happening)).toEqual([type]);
    const [sent] = await publisher.messagesTo();
    await refused(publisher, sent);
    const [parked] = await parkedIn(publisher);
    expect(parked).toMatchObject({ key: sent!.key, because: 'too-large' });
    expect(await letGo(publisher, sent!.key)).toEqual([type]);
    const again = (await publisher.messagesTo()).at(-1);
    expect(again!.messageId).not.toBe(sent!.messageId);
    await refused(publisher, again);
    expect(await letGo(publisher, sent!.key)).toEqual([type]);
    await publisher.restart(false);
    await publisher.publish();
    expect(new Set((await publisher.messagesTo()).map(({ messageId }) => messageId)).size).toBe(3);
  });

  it('is counted among what waits as soon as whoever sends has set it aside', async () => {
    const { publisher } = await begun();
    await toldAfter(publisher, note('n1'));
    await refused(publisher, (await publisher.messagesTo())[0]);
    expect(await toldAfter(publisher)).toEqual([]);
    expect(publisher.parked()).toBe(1);
  });

  it('is told once more where it is of a recall, with what came meanwhile after it', async () => {
    const { publisher } = await begun();
    await publisher.append('recall-recall-1', recalled);
    expect(await toldAfter(publisher)).toEqual(['recall.raised']);
    const [sent] = await publisher.messagesTo();
    await refused(publisher, sent);
    expect(await toldAfter(publisher, note('n3'), registered('c9', HEALTH))).toEqual([]);
    expect(await letGo(publisher, sent!.key)).toEqual(['recall.raised', 'note.shared']);
  });
});

describe('somebody who is parked as what waited for a suspended partner is told', () => {
  const suspended: FactEvent = { type: 'AgencySuspended', data: { agencyId: SCHOOL, reason: 'other' } };
  const reinstated: FactEvent = { type: 'AgencyReinstated', data: { agencyId: SCHOOL, reason: 'put-right' } };
  const old = [note('old'), ...subscribed('s2')];

  it.each([
    ['a consent, before', [note('n1'), consentAgain('k2'), suspended], 'consent.granted'],
    ['a consent, meanwhile', [note('n1'), suspended, consentAgain('k2')], 'consent.granted'],
    ['a note', [suspended, consentAgain('k2'), note('n1')], 'note.shared'],
  ])('for %s, is told of all of it, and of nothing older, once somebody has looked', async (_, happening, type) => {
    const { fails, publisher } = await begun(...old);
    const before = await publisher.told();
    expect(await toldAfter(publisher, ...happening)).toEqual([]);
    fails.on = type;
    await toldAfter(publisher, reinstated);
    const [parked] = await parkedIn(publisher);
    expect(await letGo(publisher, parked!.key)).toEqual([]);
    fails.on = '';
    await letGo(publisher, parked!.key);
    expect((await publisher.told()).slice(before.length)).toEqual(['consent.granted', 'note.shared']);
    const [told] = (await publisher.messagesTo()).slice(-1);
    expect(told?.about?.items).toEqual([expect.objectContaining({ item: 'note-n1' })]);
  });
});
