import {
  aFamily,
  agreed,
  consented,
  involved,
  flow,
  noted,
  partnership,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import { referencesOf } from './index.js';
import { aPublisher, subscribed, type Happening } from './testing/index.js';

const note = (noteId: string, subjects: readonly string[] = ['c1']) =>
  noted(noteId, { passages: [{ subjects, text: 'fell off a swing' }] });

const restriction = (id: string) => ({
  ...({ id, kind: 'sealed', custodians: [], workers: [], period: { from: '2026-01-01T00:00:00.000Z' } } as const),
});

const of = { agencyId: 'health', noteId: 'n1' };
const because = { subjects: ['c1'], clear: 'wrong' };
const corrected = (noteId = 'n1'): FactEvent => ({
  type: 'NoteCorrected',
  data: {
    ...{ ...of, noteId, author: 'hv-1', because },
    passages: [
      {
        ...{
          id: `${noteId}.0`,
          subjects: ['c1'],
          thirdParties: [],
          revealsProtectedSource: false,
          location: 'checked',
        },
        text: { subjects: ['c1'], clear: 'fell off a slide' },
      },
    ],
  },
});
const restricted = (id = 'r1'): FactEvent => ({
  type: 'NoteRestricted',
  data: { ...of, restriction: restriction(id) },
});
const lifted: FactEvent = {
  type: 'NoteRestrictionLifted',
  data: { ...of, restrictionId: 'r1', at: '2026-06-01T09:00:00.000Z' },
};

/** The school has subscribed and works with the child; the mother consents to early help. */
const started = async (change: Parameters<typeof subscribed>[1] = {}) => {
  const publisher = aPublisher();
  await publisher.happened(
    ...partnership(),
    ...aFamily(),
    consented('k1', 'c1', 'm1'),
    consented('k2', 'm1', 'm1', {}),
    ...subscribed('s1', change),
  );
  await publisher.publish();
  return publisher;
};

/** What is told of each of these, one after the other. */
const toldOf = async (...steps: readonly (readonly Happening[])[]) => {
  const publisher = await started();
  const told: (readonly string[])[] = [];
  for (const step of steps) {
    const before = (await publisher.told()).length;
    await publisher.happened(...step);
    await publisher.publish();
    told.push((await publisher.told()).slice(before));
  }
  return told;
};

describe('what is released', () => {
  it('tells a partner of a note that it may read, and not of the subscription itself', async () => {
    const publisher = await started();
    expect(await publisher.told()).toEqual([]);
    await publisher.happened(note('n1'));
    await publisher.publish();
    expect(await publisher.told()).toEqual(['note.shared']);
    const [message] = await publisher.messagesTo();
    expect(message).toMatchObject({ sequence: 1, about: { person: 'c1', items: [{ item: 'note-n1', revision: 0 }] } });
    expect(JSON.stringify(message?.message)).not.toMatch(/"c1"|note-n1|swing|Given/);
  });

  it('tells of a note that says something else, and of none that was held back and shows again as it was', async () => {
    expect(
      await toldOf([note('n1')], [corrected()], [restricted()], [lifted], [restricted('r2'), corrected()]),
    ).toEqual([['note.shared'], ['note.superseded'], [], [], []]);
  });

  it('reads the notes of a page at once, however many say something else', async () => {
    const alone: string[] = [];
    const publisher = aPublisher({}, (store) => ({
      ...store,
      read: (stream, range) => (alone.push(stream), store.read(stream, range)),
    }));
    const [one, other] = [note('n1', ['m1']), note('n2', ['m1'])];
    await publisher.happened(...partnership(), ...aFamily(), consented('k1', 'c1', 'm1'), ...subscribed(), one, other);
    await publisher.publish();
    alone.length = 0;
    await publisher.happened(corrected(), corrected('n2'), corrected(), corrected('n2'));
    await publisher.publish();
    expect(await publisher.told()).toContain('note.shared');
    expect(alone.filter((stream) => stream.startsWith('note-'))).toEqual([]);
  });

  it('tells of a note that was never told once it shows', async () => {
    expect(await toldOf([note('n1'), restricted()], [lifted])).toEqual([[], ['note.shared']]);
  });

  it('tells that access has gone with the consent, and has come with another, and not of each old note', async () => {
    expect(
      await toldOf(
        [note('n1'), note('n2')],
        [withdrawn('c1', 'k1')],
        [note('n3')],
        [consented('k3', 'c1', 'm1', { effectiveAt: '2026-06-01T09:00:00.000Z' })],
      ),
    ).toEqual([['note.shared', 'note.shared'], ['access.withdrawn'], [], ['consent.granted', 'access.granted']]);
  });

  it('tells of nothing that access has gone by it where it has gone by what came later, and that is told of nobody', async () => {
    const of = { agreementId: 'early-help', reason: 'other', by: 'health' } as const;
    expect(
      await toldOf(
        [note('n1')],
        [involved('c1', 'health'), { type: 'AgreementSuspended', data: of }],
        [{ type: 'AgreementResumed', data: of }, withdrawn('c1', 'k1'), involved('c1', 'health')],
      ),
    ).toEqual([['note.shared'], ['agreement.suspended'], ['agreement.activated', 'access.withdrawn']]);
  });

  it('tells that access has gone by the last of what had to come together, where much waited', async () => {
    const other = consented('k3', 'c1', 'm1', { effectiveAt: '2026-06-01T09:00:00.000Z' });
    const publisher = await started();
    await publisher.happened(note('n1'), other);
    await publisher.publish();
    await publisher.happened(withdrawn('c1', 'k1'), withdrawn('c1', 'k3'));
    await publisher.publish();
    expect((await publisher.told()).filter((type) => type === 'access.withdrawn')).toHaveLength(1);
  });
});

describe('a release that begins again from the start of the log', () => {
  it('leaves alone what the feed has dealt with: it holds nothing back twice, and tells nothing by what shows since', async () => {
    const publisher = await started();
    const again = async () => {
      const before = await publisher.feedOf();
      await publisher.restart(false);
      await publisher.publish();
      expect(await publisher.feedOf()).toEqual(before);
    };
    await publisher.happened(withdrawn('c1', 'k1'), note('n1'));
    await publisher.publish();
    expect((await publisher.feedOf()).map(({ type }) => type)).toContain('MessageWithheld');
    await again();
    await publisher.happened(consented('k3', 'c1', 'm1', { effectiveAt: '2026-06-01T09:00:00.000Z' }));
    await publisher.publish();
    expect(await publisher.told()).toEqual(['access.withdrawn', 'consent.granted', 'access.granted']);
    await again();
  });
});

describe('two partners who are told of the same', () => {
  it('see no name in common', async () => {
    const publisher = await started();
    await publisher.happened(...subscribed('s2', {}, 'police'));
    const parties = ['health', 'school', 'police'];
    await publisher.happened(...agreed('another', parties, [flow(1, ['injury'])]));
    await publisher.publish();
    const names = async (agency: string) => {
      const [told] = await publisher.messagesTo(agency);
      const { id, type, correlationid, causationid } = told!.message;
      expect(type).toBe('org.concord.agreement.activated.v1');
      return [id, correlationid, causationid, referencesOf(publisher.ports.hash, agency)('person', 'c1')];
    };
    expect(new Set([...(await names('school')), ...(await names('police'))]).size).toBe(8);
  });

  it('see none that the hub has inside', async () => {
    const publisher = await started();
    await publisher.append('note-n1', note('n1'), 'what-the-client-called-it');
    await publisher.publish();
    const { metadata, id } = (await publisher.store.read('note-n1'))[0]!;
    const [told] = await publisher.messagesTo();
    expect(told).toBeDefined();
    expect(JSON.stringify(told?.message)).not.toContain(metadata.correlationId);
    expect(JSON.stringify(told?.message)).not.toContain(id);
  });
});

describe('the id of a message', () => {
  const idOf = async (secret: string): Promise<string | undefined> => {
    const publisher = aPublisher({ hash: (use, text) => `${secret} ${use} of ${text}` });
    await publisher.happened(...partnership(), ...subscribed());
    await publisher.happened({
      type: 'AgreementSuspended',
      data: { agreementId: 'early-help', reason: 'other', by: 'health' },
    });
    await publisher.publish();
    return (await publisher.messagesTo())[0]?.messageId;
  };

  it('is the same every time, and does not follow from what somebody who guesses its cause knows', async () => {
    const id = await idOf('a');
    expect(id).toBeDefined();
    expect(await idOf('a')).toBe(id);
    expect(await idOf('b')).not.toBe(id);
  });
});
