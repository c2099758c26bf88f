import { EventStoreError, type EventStore } from '@hub/eventsourcing';
import {
  aFamily,
  consented,
  formed,
  involved,
  noted,
  partnership,
  registered,
  withdrawn,
  SCHOOL,
  HEALTH,
} from '@hub/facts/testing';
import { contentKey, NO_LONGER_HELD, NOT_FOUND, type Answered, type NotFound } from './index.js';
import { aHub, asking, familyQuestion, type Hub } from './testing/index.js';

const settled = async (hub: Hub = aHub()): Promise<Hub> => {
  await hub.happened(...partnership(), ...aFamily());
  await hub.happened(noted('n1', { passages: [{ subjects: ['c1'], text: 'a bruise' }] }), consented('k1', 'c1', 'm1'));
  return hub;
};

const idsOf = (answer: Answered | NotFound): readonly string[] =>
  answer.found ? answer.items.map(({ id }) => id) : [];
const typesOf = async (hub: Hub): Promise<readonly string[]> => (await hub.trail()).map(({ type }) => type);

/** A log that does something else the first `times` times that an event of this type is appended. */
const onAppendOf =
  (type: string, react: (store: EventStore) => Promise<unknown>, times = 1) =>
  (store: EventStore): EventStore => ({
    ...store,
    append: async (request) => {
      const mine = request.events.some((event) => event.type === type);
      const appended = await store.append(request);
      if (mine && (times -= 1) >= 0) await react(store);
      return appended;
    },
  });

describe('the door', () => {
  it('answers with what is permitted, under a disclosure that names it', async () => {
    const hub = await settled();
    const answer = await hub.door.answer(familyQuestion('f1', { id: 'q-1' }));
    expect(answer).toMatchObject({ found: true, disclosureId: 'q-1', outcome: 'partial' });
    expect(idsOf(answer)).toContain('note-n1');
    const [made] = await hub.trail();
    expect(made).toMatchObject({ type: 'DisclosureMade', stream: 'disclosure-q-1', revision: 0 });
    expect(made?.data).toMatchObject({
      subjects: ['c1', 'm1'],
      items: expect.arrayContaining([{ item: 'note-n1', revision: 0, fields: ['passages.text'] }]),
    });
  });

  it('records each answer, also when the same is asked again', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1'));
    await hub.door.answer(familyQuestion('f1'));
    expect(await typesOf(hub)).toEqual(['DisclosureMade', 'DisclosureMade']);
  });

  it('does not answer under an id that was used before: that answer would have no entry', async () => {
    const hub = await settled();
    await hub.door.answer(familyQuestion('f1', { id: 'twice' }));
    await expect(hub.door.answer(familyQuestion('f1', { id: 'twice' }))).rejects.toMatchObject({
      code: 'asked-before',
    });
  });

  it('reads no content before the disclosure is durable', async () => {
    const hub = await settled();
    const { contentOf } = hub.ports.content;
    let durable: readonly string[] = [];
    Object.assign(hub.ports.content, {
      contentOf: async (permission: Parameters<typeof contentOf>[0]) => {
        durable = (await hub.store.read(`disclosure-${permission.disclosureId}`)).map(({ type }) => type);
        return contentOf(permission);
      },
    });
    await hub.door.answer(familyQuestion('f1'));
    expect(durable).toEqual(['DisclosureMade']);
    expect(hub.permissions).toHaveLength(1);
  });

  it('answers nothing, and reads nothing, when the disclosure cannot be recorded', async () => {
    let broken = false;
    const hub = await settled(
      aHub({
        through: (store) => ({
          ...store,
          append: (request) =>
            broken ? Promise.reject(new EventStoreError('unavailable', 'the log is gone')) : store.append(request),
        }),
      }),
    );
    broken = true;
    await expect(hub.door.answer(familyQuestion('f1'))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(hub.door.answer(familyQuestion('nobody'))).rejects.toMatchObject({ code: 'unavailable' });
    expect(hub.permissions).toEqual([]);
  });

  it('lets a withdrawal bite at once, although every projection stands still', async () => {
    const hub = await settled();
    await hub.stopProjections();
    expect(idsOf(await hub.door.answer(familyQuestion('f1')))).toContain('note-n1');
    await hub.happened(withdrawn('c1', 'k1'));
    expect(idsOf(await hub.door.answer(familyQuestion('f1')))).not.toContain('note-n1');
  });

  it('lets a refusal bite at once, although its own clock is behind that of who recorded it', async () => {
    const hub = await settled();
    const refusal = consented('k2', 'c1', 'm1', { effectiveAt: hub.now() });
    await hub.happened({ ...refusal, data: { ...refusal.data, decision: 'refuse' } } as typeof refusal);
    hub.tick(-60);
    const answer = await hub.door.answer(familyQuestion('f1'));
    expect(idsOf(answer)).not.toContain('note-n1');
    expect(JSON.stringify(answer)).toContain('CONSENT_REFUSED');
  });

  it('voids what it has recorded when the facts move before the answer, and decides afresh', async () => {
    const hub = await settled(
      aHub({ through: onAppendOf('DisclosureMade', async () => hub.happened(withdrawn('c1', 'k1'))) }),
    );
    const answer = await hub.door.answer(familyQuestion('f1', { id: 'q' }));
    expect(idsOf(answer)).not.toContain('note-n1');
    expect(answer).toMatchObject({ disclosureId: 'q.2' });
    expect((await hub.trail()).map(({ stream, type }) => `${stream} ${type}`)).toEqual([
      'disclosure-q DisclosureMade',
      'disclosure-q DisclosureVoided',
      'disclosure-q.2 DisclosureMade',
    ]);
  });

  it('gives up when the facts move each time', async () => {
    let consents = 1;
    const move = async () => hub.happened(consented(`k${String((consents += 1))}`, 'c1', 'm1'));
    const hub = await settled(aHub({ through: onAppendOf('DisclosureMade', move, 100) }));
    await expect(hub.door.answer(familyQuestion('f1'))).rejects.toMatchObject({ code: 'facts-keep-moving' });
    const types = await typesOf(hub);
    expect(types.filter((type) => type === 'DisclosureVoided')).toHaveLength(8);
    expect(types.at(-1)).toBe('DisclosureVoided');
  });

  it('answers nothing when the content has not been folded, and says so in the trail', async () => {
    const hub = await settled();
    await hub.stopProjections();
    await hub.happened(noted('n2', { passages: [{ subjects: ['c1'], text: 'another' }] }));
    await expect(hub.door.answer(familyQuestion('f1'))).rejects.toMatchObject({ code: 'content-behind' });
    expect(await typesOf(hub)).toEqual(['DisclosureMade', 'DisclosureVoided']);
  });

  it('says that content is no longer held, at once and for ever, and of what the rest still says', async () => {
    const hub = await settled();
    await hub.happened(noted('n2', { passages: [{ subjects: ['c1'], text: 'another' }] }));
    const { contentOf } = hub.ports.content;
    Object.assign(hub.ports.content, {
      contentOf: async (permission: Parameters<typeof contentOf>[0]) => {
        const gone = permission.passages.filter(({ item }) => item === 'note-n1').map(contentKey);
        return new Map([...(await contentOf(permission)), ...gone.map((key) => [key, NO_LONGER_HELD] as const)]);
      },
    });
    const answer = await hub.door.answer(familyQuestion('f1'));
    const said = (id: string) => answer.found && answer.items.find((item) => item.id === id)?.passages;
    expect(said('note-n1')).toEqual([{ noLongerHeld: true, about: ['c1'] }]);
    expect(said('note-n2')).toEqual([{ content: { text: 'another' }, about: ['c1'] }]);
    expect(await typesOf(hub)).toEqual(['DisclosureMade']);
  });

  it('knows of an override by its own stream: closed is closed at once', async () => {
    const hub = await settled();
    const override = { overrideId: 'o1', agencyId: SCHOOL, worker: asking.worker };
    await hub.happened(withdrawn('c1', 'k1'), {
      type: 'OverrideOpened',
      data: {
        ...override,
        subjects: ['c1', 'm1'],
        because: { subjects: ['c1'], clear: 'an emergency' },
        openedAt: hub.now(),
        expiresAt: '2026-12-01T00:00:00.000Z',
      },
    });
    const urgent = { asking: { ...asking, override: 'o1' } };
    expect(idsOf(await hub.door.answer(familyQuestion('f1', urgent)))).toContain('note-n1');
    await hub.happened({ type: 'OverrideClosed', data: override });
    expect(idsOf(await hub.door.answer(familyQuestion('f1', urgent)))).not.toContain('note-n1');
  });

  it('keeps what is said of a ground sealed with those who are asked about, and with nobody who is not known', async () => {
    const hub = await settled();
    const said = { groundWords: 'seen alone at night', groundReference: 'S47-nightingale' };
    const words = { asking: { ...asking, ground: { kind: 'typed' } as const, ...said } };
    await hub.door.answer(familyQuestion('f1', words));
    await hub.door.answer(familyQuestion('nobody', words));
    const [known, unknown] = await hub.trail();
    expect(known?.data).toMatchObject({
      request: { ground: { kind: 'typed' } },
      groundWords: { subjects: ['c1', 'm1'], clear: 'seen alone at night' },
      groundReference: { subjects: ['c1', 'm1'], clear: 'S47-nightingale' },
    });
    expect(JSON.stringify((known?.data as { request?: object }).request)).not.toContain('night');
    expect(JSON.stringify(unknown)).not.toContain('night');
  });

  it('names in the trail everybody whom the answer tells about', async () => {
    const hub = await settled();
    await hub.happened(registered('c9', HEALTH), consented('k9', 'c9', 'm9'));
    await hub.happened(noted('n9', { agencyId: SCHOOL, passages: [{ subjects: ['c1', 'c9'], text: 'a fight' }] }));
    await hub.door.answer(familyQuestion('f1'));
    expect((await hub.trail())[0]?.data.subjects).toEqual(['c1', 'm1', 'c9']);
  });
});

describe('whoever is not entitled', () => {
  /** What was asked of the log and the content, by name. */
  const counted = () => {
    const calls: string[] = [];
    const through = (store: EventStore): EventStore => ({
      ...store,
      append: (request) => (calls.push('append'), store.append(request)),
      heads: (streams) => (calls.push('heads'), store.heads(streams)),
      readMany: (streams, from) => (calls.push('readMany'), store.readMany(streams, from)),
      page: (after, limit) => (calls.push('page'), store.page(after, limit)),
    });
    return { calls, through };
  };

  it('gets the answer of a family that does not exist, after the same work', async () => {
    const { calls, through } = counted();
    const hub = await settled(aHub({ through }));
    await hub.happened(registered('c2', HEALTH), ...formed('f2', 'c2'));
    const ask = async (family: string) => {
      await hub.door.answer(familyQuestion(family));
      calls.length = 0;
      const answer = await hub.door.answer(familyQuestion(family));
      return { answer, calls: [...calls], permission: { ...hub.permissions.at(-1), disclosureId: '' } };
    };
    const unknown = await ask('nobody');
    expect(unknown.answer).toEqual(NOT_FOUND);
    expect(await ask('f2')).toEqual(unknown);
    expect(await typesOf(hub)).toEqual(Array(4).fill('DisclosureDenied'));
  });

  it('is recorded with the reason, which nobody is told', async () => {
    const hub = await settled();
    await hub.happened(registered('c2', HEALTH), ...formed('f2', 'c2'));
    await hub.door.answer(familyQuestion('f2'));
    const [denied] = await hub.trail();
    expect(denied?.data).toMatchObject({
      subjects: ['c2'],
      decision: { entitled: false, reasons: [{ code: 'NO_RELATIONSHIP' }] },
    });
  });

  it('learns nothing from a role that its agency does not have', async () => {
    const hub = await settled();
    const answer = await hub.door.answer(familyQuestion('f1', { asking: { ...asking, role: 'head-of-everything' } }));
    expect(answer).toEqual(NOT_FOUND);
  });
});

describe('a thousand reads that race withdrawals', () => {
  const between = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** A log that lets others go first before and after each call. */
  const unhurried = (store: EventStore): EventStore => ({
    ...store,
    append: async (request) => (await between(), store.append(request)),
    heads: async (streams) => {
      const heads = await store.heads(streams);
      await between();
      return heads;
    },
  });

  it('disclose nothing once a withdrawal that came before them was acknowledged', async () => {
    const hub = await settled(aHub({ through: unhurried }));
    await hub.stopProjections();
    await hub.happened(withdrawn('c1', 'k1'));
    const reads = (count: number) => Array.from({ length: count }, async () => hub.door.answer(familyQuestion('f1')));
    const shows = (answers: readonly (Answered | NotFound)[]): number =>
      answers.filter((answer) => idsOf(answer).includes('note-n1')).length;
    let before = 0;
    let after = 0;
    for (let round = 0; round < 20; round += 1) {
      const consent = `race-${String(round)}`;
      await hub.happened(consented(consent, 'c1', 'm1', { effectiveAt: hub.now() }));
      const racing = reads(25);
      for (let pause = 0; pause < round; pause += 1) await between();
      await hub.happened(withdrawn('c1', consent));
      const late = reads(25);
      before += shows(await Promise.all(racing));
      after += shows(await Promise.all(late));
    }
    expect(after).toBe(0);
    expect(before).toBeGreaterThan(0);
  });
});

describe('what was never asked about', () => {
  it('is not waited for: a person of another family moves without a void', async () => {
    const hub = await settled(
      aHub({
        through: onAppendOf('DisclosureMade', async () =>
          hub.happened(registered('c7', HEALTH), involved('c7', SCHOOL)),
        ),
      }),
    );
    await hub.door.answer(familyQuestion('f1'));
    expect(await typesOf(hub)).toEqual(['DisclosureMade']);
  });
});
