import fc from 'fast-check';
import { itemsIn, type FeedEvent, type WithheldAbout } from '@hub/disclosures';
import { audit, NOT_FOUND, type Replayed } from '@hub/door';
import { officer } from '@hub/door/testing';
import type { Recorded } from '@hub/eventsourcing';
import {
  agreed,
  consented,
  flow,
  HEALTH,
  linked,
  noted,
  parentOf,
  POLICE,
  registered,
  SCHOOL,
  withdrawn,
} from '@hub/facts/testing';
import { feedLog, settling } from './index.js';
import {
  aPublisher,
  BEGINNING,
  departuresInMemory,
  eventId,
  history,
  subscribed,
  type Happening,
  type Publisher,
} from './testing/index.js';

const CATEGORIES = ['injury', 'behaviour', 'identity', 'family-composition'] as const;
const onPublicTask = { route: 'public-task', consentRequired: false } as const;

/** Under an agreement whose only flow carries no more than the newest item. */
const COUNTED: readonly Happening[] = [
  ...agreed('counted', [HEALTH, SCHOOL], [flow(1, CATEGORIES, { ...onPublicTask, mostRecent: 1 })]),
  ...subscribed('counted', { agreementId: 'counted', categories: CATEGORIES }),
];

const SUBSCRIPTIONS: readonly (readonly Happening[])[] = [
  COUNTED,
  subscribed('s1'),
  subscribed('other', { agreementId: 'other', categories: ['behaviour'] }),
];

let replays = 0;

const replayer = (publisher: Publisher) => {
  const { replay } = audit({ ...publisher.ports, entries: publisher.entries });
  return (disclosureId: string, by = officer) =>
    replay({ id: `again-${String((replays += 1))}`, officer: by, disclosureId });
};

const one = (answer: readonly Replayed[] | { found: false }): Replayed => {
  if ('found' in answer || answer.length !== 1) throw new Error('one decision, decided again');
  return answer[0]!;
};

interface Entry {
  readonly id: string;
  readonly about: WithheldAbout;
  readonly told: boolean;
}

/** What an event of a feed is found by in the trail, and what it was about. */
const entriesOf = (event: Recorded<FeedEvent>): readonly Entry[] => {
  if (event.type === 'MessageWithheld') return [{ id: event.id, about: event.data.about, told: false }];
  if (event.type !== 'MessagesReleased') return [];
  return event.data.messages.flatMap(({ messageId: id, about }) => (about ? [{ id, about, told: true }] : []));
};

/** Streams of people that are neither the one whom a message was about nor a record of the school's own. */
const othersNamedIn = ({ then, today, moved }: Replayed, person: string): readonly string[] =>
  [...Object.keys(then.heads), ...Object.keys(today.heads), ...moved.map(({ stream }) => stream)].filter(
    (stream) => /^(person|consents|match)-/.test(stream) && ![person, 'c2'].some((id) => stream.endsWith(`-${id}`)),
  );

describe('whatever was decided about a message', () => {
  it('is decided again the same, whatever has happened since; what left no trace is not found', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.subarray([...SUBSCRIPTIONS], { minLength: 1 }),
        fc.boolean(),
        async (steps, subscriptions, atOnce) => {
          const publisher = aPublisher();
          await publisher.happened(...BEGINNING, ...subscriptions.flat());
          for (const step of steps) {
            await publisher.happened(...step);
            if (!atOnce) await publisher.publish();
          }
          await publisher.publish();
          const again = replayer(publisher);
          for (const { id, about, told } of (await publisher.feedOf()).flatMap(entriesOf)) {
            const seen = itemsIn(about.decided.decision).some(
              ({ item, passages }) =>
                about.heldBack?.includes(item) && passages.some(({ outcome }) => outcome === 'mask'),
            );
            const answer = await again(id);
            if (told || seen) {
              expect(one(answer)).toMatchObject({ same: true, subjects: [about.person] });
              expect(othersNamedIn(one(answer), about.person)).toEqual([]);
            } else expect(answer).toEqual(NOT_FOUND);
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});

const aNote = (noteId: string, change: Partial<Parameters<typeof noted>[1]> = {}) =>
  noted(noteId, { passages: [{ subjects: ['c1'], text: 'fell off a swing' }], ...change });

/** The school is subscribed, and the mother consents. */
const CONSENTED: readonly Happening[] = [...subscribed(), consented('k1', 'c1', 'm1')];

/** What the school is told, and an officer who has it decided again. */
const told = async (beginning: readonly Happening[], ...then: readonly Happening[]) => {
  const publisher = aPublisher();
  for (const events of [[...BEGINNING, ...beginning], then]) {
    await publisher.happened(...events);
    await publisher.publish();
  }
  const again = replayer(publisher);
  const messageOf = async (type: string) => {
    const found = (await publisher.messagesTo()).findLast(({ message }) => message.type.includes(type));
    if (!found) throw new Error(`no message ${type}`);
    return found;
  };
  return {
    ...publisher,
    again,
    messageOf,
    replayOf: async (type: string) => one(await again((await messageOf(type)).messageId)),
  };
};

describe('a message, decided again', () => {
  it('says what would be decided today, and which fact has made the difference', async () => {
    const { happened, replayOf } = await told(CONSENTED, aNote('n1'));
    await happened(withdrawn('c1', 'k1'), aNote('hidden', { agencyId: POLICE }));
    const replayed = await replayOf('note.shared');
    expect(replayed).toMatchObject({
      subjects: ['c1'],
      ...{ same: true, then: { outcome: 'permit', items: [{ item: 'note-n1', outcome: 'permit' }] } },
      ...{ today: { outcome: 'deny', items: [] }, moved: [{ stream: 'consents-c1', events: ['ConsentWithdrawn'] }] },
    });
    expect(replayed).not.toHaveProperty('voided');
    expect(JSON.stringify(replayed)).not.toMatch(/hidden|swing/);
  });

  it('is decided under the agreement of its subscription alone; today it is as if there were none where that has ended', async () => {
    const everything = agreed('more', [HEALTH, SCHOOL], [flow(1, ['injury'], onPublicTask)]);
    const { happened, replayOf } = await told([...everything, ...CONSENTED, ...subscribed('s2')], aNote('n1'));
    await happened(withdrawn('c1', 'k1'));
    expect(await replayOf('note.shared')).toMatchObject({ same: true, today: { outcome: 'deny' } });
    const ending = { agencyId: SCHOOL, reason: 'other', by: SCHOOL, worker: 'w' } as const;
    await happened(consented('k2', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:00.000Z' }));
    expect(await replayOf('note.shared')).toMatchObject({ today: { outcome: 'permit' } });
    await happened({ type: 'SubscriptionEnded', data: { ...ending, subscriptionId: 's2' } });
    expect(await replayOf('note.shared')).toMatchObject({ today: { outcome: 'permit' } });
    await happened({ type: 'SubscriptionEnded', data: { ...ending, subscriptionId: 's1' } });
    const replayed = await replayOf('note.shared');
    expect(replayed).toMatchObject({ same: true, today: { outcome: 'deny' } });
    expect(replayed.moved).toContainEqual({ stream: 'subscriptions-school', events: ['SubscriptionEnded'] });
  });

  it('is decided today under what was approved in the place of its subscription', async () => {
    const { happened, replayOf } = await told(CONSENTED, aNote('n1'));
    const [requested, approved] = subscribed('s2');
    const replaced = { agencyId: SCHOOL, subscriptionId: 's1', reason: 'replaced', successor: 's2' } as const;
    const ended: Happening = { type: 'SubscriptionEnded', data: { ...replaced, by: 'partnership', worker: 'w' } };
    await happened(requested!, ended, approved!);
    const moved = [{ stream: 'subscriptions-school', events: ['SubscriptionEnded'] }];
    expect(await replayOf('note.shared')).toMatchObject({ same: true, today: { outcome: 'permit' }, moved });
  });

  it('about a consent is not permitted under a subscription that has ended either, although it concerns the agency', async () => {
    const { happened, replayOf } = await told(CONSENTED);
    expect(await replayOf('consent.granted')).toMatchObject({ same: true, today: { outcome: 'permit' } });
    const ended = { agencyId: SCHOOL, subscriptionId: 's1', reason: 'other', by: SCHOOL, worker: 'w' } as const;
    await happened({ type: 'SubscriptionEnded', data: ended });
    expect(await replayOf('consent.granted')).toMatchObject({ same: true, today: { outcome: 'deny' } });
  });

  it('that was made void is said to be, with what is told in its place, and whether it may have left', async () => {
    const { happened, messageOf, replayOf, ports, store } = await told(CONSENTED, aNote('n1'));
    const shared = await messageOf('note.shared');
    const access = await messageOf('access.granted');
    const departures = departuresInMemory();
    await departures.advance(SCHOOL, access.sequence);
    await happened(withdrawn('c1', 'k1'));
    const settle = settling({ ...ports, store, feeds: feedLog({ store, eventId }), departures });
    await settle(SCHOOL, [shared, access]);
    const form = { id: shared.messageId, sequence: shared.sequence, type: shared.message.type, void: true };
    const voided = await replayOf('note.shared');
    expect(voided).toMatchObject({
      ...{ same: true, then: { outcome: 'permit' } },
      voided: { because: 'permission-gone', mayHaveLeft: false, inItsPlace: form },
    });
    expect(voided.voided?.inItsPlace).not.toHaveProperty('data');
    expect(await replayOf('access.granted')).toMatchObject({ voided: { mayHaveLeft: true } });
  });

  it('is found whether the index has it or not', async () => {
    const { stopProjections, publish, happened, replayOf } = await told(CONSENTED, aNote('n1'));
    await stopProjections();
    await happened(aNote('n2'));
    await publish();
    for (const type of ['access.granted', 'note.shared']) expect(await replayOf(type)).toMatchObject({ same: true });
  });

  it('is the same where its record keeps only what was told of very much that was decided', async () => {
    const many = Array.from({ length: 520 }, (_, n) => aNote(`many-${String(n)}`));
    const counted = agreed('counted', [HEALTH, SCHOOL], [flow(1, ['injury'], { mostRecent: 2 })]);
    const wanted = { agreementId: 'counted', categories: ['injury'] } as const;
    const hub = await told([...counted, ...many, ...subscribed('s1', wanted)], consented('k1', 'c1', 'm1'));
    const { about } = await hub.messageOf('access.granted');
    expect(about?.decided.decision.items.length).toBe(2);
    expect(await hub.replayOf('access.granted')).toMatchObject({ same: true });
  });

  it('names people by the ids that the agency knows, and no record of another agency’s', async () => {
    const { happened, replayOf, publish, trail } = await told(CONSENTED);
    await happened(...linked('c1', 'c2', 'x1'));
    await publish();
    await happened(aNote('n1'));
    await publish();
    const replayed = await replayOf('note.shared');
    expect(replayed).toMatchObject({
      same: true,
      subjects: ['c2'],
      then: { heads: { 'person-c2': expect.any(Number) } },
    });
    expect(JSON.stringify(replayed)).not.toMatch(/c1|match-/);
    expect((await trail()).at(-1)).toMatchObject({ data: { subjects: ['c1', 'c2'], knownAs: ['c2'] } });
  });

  it('names nobody else whom a note is about: the message has told of one person', async () => {
    const sibling = [registered('c3', HEALTH), parentOf('c3', 'm1'), consented('k3', 'c3', 'm1')] as const;
    const both = aNote('n1', { passages: [{ subjects: ['c1', 'c3'], text: 'seen at home' }] });
    const { happened, replayOf } = await told([...sibling, ...CONSENTED], both);
    await happened(withdrawn('c3', 'k3'));
    const replayed = await replayOf('note.shared');
    expect(replayed).toMatchObject({
      same: true,
      then: { items: [{ item: 'note-n1' }] },
      today: { items: [] },
      moved: [],
    });
    expect(JSON.stringify(replayed)).not.toContain('c3');
  });
});

describe('a message that was held back', () => {
  const held = async (publisher: { readonly feedOf: Publisher['feedOf'] }) =>
    (await publisher.feedOf()).flatMap((event) => (event.type === 'MessageWithheld' ? [event.id] : []));

  it('is decided again where it shows as a gap', async () => {
    const hub = await told(CONSENTED, aNote('n1', { labels: ['MH'] }));
    const [id] = await held(hub);
    expect(one(await hub.again(id!))).toMatchObject({
      same: true,
      then: { items: [{ item: 'note-n1', outcome: 'mask' }] },
      today: { items: [{ item: 'note-n1', outcome: 'mask' }] },
      moved: [],
    });
  });

  it('and leaves no trace is not found, also where something else of the person shows as a gap', async () => {
    const noConsent = { ...flow(2, ['attendance']), mostRecent: 3 };
    const counted = agreed('counted', [HEALTH, SCHOOL], [flow(1, ['injury'], onPublicTask), noConsent]);
    const wanted = { agreementId: 'counted', categories: ['injury', 'attendance'] } as const;
    const hub = await told(
      [...counted, ...subscribed('s1', wanted)],
      aNote('n1', { labels: ['MH'] }),
      aNote('n2', { category: 'attendance' }),
    );
    const [gap, nothing, ...others] = await held(hub);
    expect(others).toEqual([]);
    expect(one(await hub.again(gap!))).toMatchObject({ same: true });
    expect(await hub.again(nothing!)).toEqual(NOT_FOUND);
  });
});

describe('whoever asks about a message', () => {
  it('finds none of another agency’s, none that is about nobody, and none that there is not; it is recorded each time', async () => {
    const hub = await told(CONSENTED, ...agreed('more', [HEALTH, SCHOOL], [flow(1, ['injury'])]));
    const { messageId } = await hub.messageOf('access.granted');
    const about = await hub.messageOf('agreement.activated');
    const health = { ...officer, agency: HEALTH };
    expect(await hub.again(messageId, health)).toEqual(NOT_FOUND);
    expect(await hub.again(about.messageId)).toEqual(NOT_FOUND);
    expect(await hub.again('unknown')).toEqual(NOT_FOUND);
    const reads = (await hub.trail()).map(({ type, data }) => [
      type,
      data.agencyId,
      'subjects' in data && data.subjects,
    ]);
    expect(reads).toEqual([
      ['TrailRead', HEALTH, []],
      ['TrailRead', SCHOOL, []],
      ['TrailRead', SCHOOL, []],
    ]);
  });

  it('is refused unless of the information-governance function, which is recorded', async () => {
    const hub = await told(CONSENTED);
    const { messageId } = await hub.messageOf('access.granted');
    const refused = hub.again(messageId, { ...officer, role: 'pastoral-lead' });
    await expect(refused).rejects.toMatchObject({ code: 'trail/not-information-governance' });
    expect(await hub.trail()).toMatchObject([{ type: 'TrailRead', data: { filter: { refused: 'role' } } }]);
  });
});
