import { setTimeout as sleep } from 'node:timers/promises';
import { contentKey, NO_LONGER_HELD, type PassageRef } from '@hub/door';
import type { TrailRow } from '@hub/disclosure-trail';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { FeedEvent } from '@hub/disclosures';
import { familyContents, personContents } from '@hub/people';
import { feedEntriesOver } from '@hub/door/testing';
import { feedIndexOver, messageIdOf } from '@hub/pull-feed/testing';
import { searchTerms } from '@hub/person-search';
import { inMemoryKeyStore, localKeyEncryption, vault, type Vault } from '@hub/vault';
import { logMigrations, migrate, postgresEventStore } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type Projector, type ReadStore } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { feeds, invented, plainHash, register, writeTo, type Recording } from './testing/a-log-of-events.js';

const database = withPostgres();
let store: EventStore;
let safe: Vault;
let views: ReadStore;
let made: Projector;
let everything: readonly Recorded[];
const recordings: readonly Recording[] = [...register(), ...feeds(5, 120), ...invented(9, 1_200)];

const clear = (subject: string, value: unknown) => ({ subjects: [subject], clear: value });
const anna: readonly Recording[] = [
  {
    stream: 'person-anna',
    event: {
      type: 'PersonRegistered',
      data: {
        personId: 'anna',
        agencyId: 'school',
        name: clear('anna', { given: 'Anna Mair', family: 'Bowen' }),
        dateOfBirth: clear('anna', '2015-03-02'),
        location: 'checked',
      },
    },
  },
  {
    stream: 'person-anna',
    event: {
      type: 'AddressRecorded',
      data: {
        personId: 'anna',
        agencyId: 'council',
        addressId: 'a-anna',
        address: clear('anna', { lines: ['7 Castle Square'], postcode: 'LL55 9ZZ' }),
        period: { from: '2026-01-01T00:00:00.000Z' },
      },
    },
  },
  {
    stream: 'person-anna',
    event: {
      type: 'PersonNameCorrected',
      data: { personId: 'anna', agencyId: 'school', name: clear('anna', { given: 'Hanna', family: 'Bowen' }) },
    },
  },
  {
    stream: 'person-anna',
    event: {
      type: 'AddressEnded',
      data: { personId: 'anna', agencyId: 'council', addressId: 'a-anna', until: '2026-02-01T00:00:00.000Z' },
    },
  },
];

/** An entry that an agency has made by hand, or another, about these people. */
const byHand = (name: string, agencyId: string, to: string | undefined, ...subjects: readonly string[]): Recording => ({
  stream: `disclosure-${name}`,
  event: {
    type: to === undefined ? 'DisclosureDeclined' : 'ManualDisclosureRecorded',
    data: {
      requestId: name,
      agencyId,
      worker: 'w1',
      role: 'lead',
      purpose: 'early-help',
      at: '2026-01-01T00:00:00.000Z',
      subjects,
      categories: ['injury'],
      because: clear(subjects[0] ?? '', 'words'),
      ...(to === undefined
        ? { reviewOn: '2027-01-01T00:00:00.000Z' }
        : {
            recipient: { agencyId: to },
            route: 'phone',
            basis: { article6: 'e' },
            effectiveAt: '2026-01-01T00:00:00.000Z',
          }),
    },
  },
});
const recorded: readonly Recording[] = [
  byHand('h1', 'school', 'health', 'hand-1'),
  byHand('h2', 'health', 'school', 'hand-2'),
  byHand('h3', 'school', undefined, 'hand-1', 'hand-2'),
  byHand('h4', 'school', undefined, 'hand-2'),
];

const caughtUp = async (): Promise<void> => expect(await views.waitFor(await store.head(), 60_000)).toBe(true);

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  const now = () => new Date().toISOString();
  store = postgresEventStore({ connectionString: database().appUrl, now });
  safe = vault({
    keys: inMemoryKeyStore(),
    kek: localKeyEncryption(Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64')),
    now: () => Date.now(),
  });
  const projections = allProjections.map(({ name }) => name);
  views = readStore({ pools: database(), store, now: () => '2030-01-01T00:00:00.000Z', projections });
  await writeTo(safe.sealing(store), [...recordings, ...anna]);
  everything = await store.page(store.start, 5_000);
  made = projector({ store, vault: safe, pools: database(), projections: allProjections, board: views });
  await made.start();
  await caughtUp();
});
afterAll(async () => {
  await made.stop();
  await store.close();
});

const answered = async (passages: readonly PassageRef[]) =>
  Object.fromEntries(await views.contentStore.contentOf({ disclosureId: 'd1', agency: 'school', passages }));

const annas = (item: string, index: number, revision: number, field = ''): PassageRef => {
  const event = everything.filter(({ stream }) => stream === 'person-anna')[index];
  return { item, passage: `${event?.id ?? ''}${field}`, stream: 'person-anna', revision };
};

describe('the content store', () => {
  it('gives what was sealed in clear, as it was at the revision that was decided on', async () => {
    const born = annas('identity-anna', 0, 3, '.dateOfBirth');
    const name = annas('identity-anna', 2, 3, '.name');
    const address = annas('address-a-anna', 1, 3);
    expect(await answered([born, name, address])).toEqual({
      [contentKey(born)]: { dateOfBirth: '2015-03-02' },
      [contentKey(name)]: { given: 'Hanna', family: 'Bowen' },
      [contentKey(address)]: {
        lines: ['7 Castle Square'],
        postcode: 'LL55 9ZZ',
        period: { from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' },
      },
    });
    const before = { ...address, revision: 2 };
    expect(await answered([before])).toMatchObject({
      [contentKey(address)]: { period: { from: '2026-01-01T00:00:00.000Z' } },
    });
  });

  it('leaves out what is not there, and what has not been folded as far as was decided on', async () => {
    expect(await answered([])).toEqual({});
    expect(await answered([{ ...annas('address-a-anna', 1, 3), revision: 4 }])).toEqual({});
    expect(await answered([{ item: 'note-x', passage: 'y', stream: 'note-x', revision: 0 }])).toEqual({});
    expect(await answered([annas('identity-anna', 2, 1, '.name')])).toEqual({});
  });

  it('agrees with the items of every stream', async () => {
    const streams = new Map<string, Recorded[]>();
    for (const event of everything) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    const refs = [...streams].flatMap(([stream, history]) => {
      const contentsOf = stream.startsWith('person-')
        ? personContents
        : stream.startsWith('family-')
          ? familyContents
          : undefined;
      const revision = history.at(-1)?.revision ?? 0;
      return (contentsOf?.(history as never) ?? []).map(({ item, passage, plain }) => ({
        ref: { item, passage, stream, revision },
        plain,
      }));
    });
    expect(refs.length).toBeGreaterThan(100);
    const found = await answered(refs.map(({ ref }) => ref));
    for (const { ref, plain } of refs) expect(found[contentKey(ref)]).toMatchObject(plain);
  });

  it('says whether it has got as far as a position', async () => {
    const head = await store.head();
    expect(await views.contentStore.waitFor(head, 0)).toBe(true);
    expect(await views.contentStore.waitFor(String(Number(head) + 1_000), 30)).toBe(false);
  });
});

describe('the note index', () => {
  it('names the notes and families of some people, and how far it has got', async () => {
    const about = (person: string): string[] =>
      everything.flatMap(({ type, data }) => {
        const { noteId, passages = [] } = data as { noteId?: string; passages?: { subjects: string[] }[] };
        return type.startsWith('Note') && noteId && passages.some(({ subjects }) => subjects.includes(person))
          ? [noteId]
          : [];
      });
    const { notes, families, upTo } = await views.noteIndex.about(['p0', 'p1']);
    expect([...notes].sort()).toEqual([...new Set([...about('p0'), ...about('p1')])].sort());
    expect(families.length).toBeGreaterThan(0);
    expect(upTo).toBe(await store.head());
    expect(await views.noteIndex.about(['nobody'])).toMatchObject({ notes: [], families: [] });
  });
});

describe('the people index', () => {
  const keys = (field: 'given-name' | 'family-name' | 'postcode' | 'date-of-birth', text: string) =>
    searchTerms(field, text, 'school').map(({ value }) => ({ field, hash: plainHash(field, value) }));

  it('finds by keyed hashes, those with the most fields first', async () => {
    const asked = [...keys('given-name', 'hanna'), ...keys('family-name', 'BOWEN'), ...keys('postcode', 'll559zz')];
    const [first] = await views.peopleIndex.candidates(asked, 5);
    expect(first?.personId).toBe('anna');
    expect(new Set(first?.matched)).toEqual(
      new Set([
        { field: 'given-name', source: 'school', item: 'identity-anna' },
        { field: 'family-name', source: 'school', item: 'identity-anna' },
        { field: 'postcode', source: 'council', item: expect.stringMatching(/^address-/) },
      ]),
    );
  });

  it('finds nobody by a name that was corrected, and no more than asked for', async () => {
    expect(await views.peopleIndex.candidates(keys('given-name', 'Mair'), 5)).toEqual([]);
    expect(await views.peopleIndex.candidates(keys('given-name', 'Aled'), 2)).toHaveLength(2);
    expect(await views.peopleIndex.candidates([], 5)).toEqual([]);
  });

  it('knows records of one person by the keys that they have in common', async () => {
    const { rows } = await database().app.query(
      `select source from read.person_keys where person_id = 'anna' and field = 'blocking'`,
    );
    expect(rows).toEqual(Array.from({ length: 4 }, () => ({ source: 'school' })));
  });
});

describe('the caseload index', () => {
  it('pages through the people of an agency or a worker, in order, each once', async () => {
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await views.caseloadIndex.page({ agency: 'school' }, after, 7);
      seen.push(...page);
      if (page.length < 7) break;
    }
    expect(seen.length).toBeGreaterThan(7);
    expect(seen).toEqual([...new Set(seen)].sort());
    const own = await views.caseloadIndex.page({ agency: 'school', worker: 'w-school-1' }, undefined, 200);
    expect(own.length).toBeLessThan(seen.length);
    expect(seen).toEqual(expect.arrayContaining([...own]));
  });
});

describe('the trail index', () => {
  const all = async (query: Parameters<ReadStore['trailIndex']['page']>[0]): Promise<readonly TrailRow[]> => {
    const rows: TrailRow[] = [];
    for await (const batch of views.trailIndex.stream(query)) rows.push(...batch);
    return rows;
  };
  const newestFirst = (rows: readonly TrailRow[]): readonly TrailRow[] =>
    [...rows].sort((a, b) => (a.recordedAt + a.id < b.recordedAt + b.id ? 1 : -1));

  it('answers every question as a search through all its rows would', async () => {
    const rows = newestFirst([...(await all({ party: 'school' })), ...(await all({ party: 'health' }))]).filter(
      ({ id }, index, list) => list.findIndex((one) => one.id === id) === index,
    );
    const some = rows[3];
    const flow = some?.items[0]?.flows[0];
    const questions: readonly [Parameters<ReadStore['trailIndex']['page']>[0], (row: TrailRow) => boolean][] = [
      [{ party: 'school', subject: some?.subjects[0] ?? '' }, (row) => row.subjects.includes(some?.subjects[0] ?? '')],
      [{ party: 'school', worker: 'w-school-1' }, (row) => row.worker === 'w-school-1'],
      [{ party: 'school', agency: 'health' }, (row) => row.agency === 'health'],
      [{ party: 'school', agreement: 'isa-1' }, (row) => row.items.some(({ flows }) => flows.length > 0)],
      [
        { party: 'school', agreement: 'isa-1', flow: flow?.flow ?? 0 },
        (row) => row.items.some(({ flows }) => flows.some((one) => one.flow === flow?.flow)),
      ],
      [{ party: 'school', flow: 1 }, () => false],
      [{ party: 'school', basis: 'article6:e' }, ({ bases }) => bases.some(({ article6 }) => article6 === 'e')],
      [
        { party: 'school', basis: 'ca2004-s11', kind: 'disclosure', purpose: 'early-help', outcome: 'permit' },
        ({ kind, bases }) => kind === 'disclosure' && bases.some(({ gateway }) => gateway === 'ca2004-s11'),
      ],
      [{ party: 'school', kind: 'denial' }, () => false],
      [{ party: 'school', from: some?.recordedAt ?? '' }, (row) => row.recordedAt >= (some?.recordedAt ?? '')],
      [{ party: 'school', until: some?.recordedAt ?? '' }, (row) => row.recordedAt < (some?.recordedAt ?? '')],
      [{ party: 'nobody' }, () => false],
    ];
    for (const [query, matches] of questions) {
      const expected = rows.filter((row) => row.parties.includes(query.party) && matches(row));
      expect({ query, found: (await all(query)).map(({ id }) => id) }).toEqual({
        query,
        found: expected.map(({ id }) => id),
      });
    }
  });

  it('finds what was recorded by hand by the ids that are given for it, each entry once', async () => {
    await writeTo(safe.sealing(store), recorded, 800_000);
    await caughtUp();
    const found = async (own: readonly string[], told: readonly string[], subject = 'hand-1') =>
      (await all({ party: 'school', subject, byHand: { own, told } })).map(({ disclosureId }) => disclosureId).sort();
    expect(await found(['hand-1'], ['hand-1'])).toEqual(['h1', 'h3']);
    expect(await found(['hand-1'], [])).toEqual(['h1', 'h3']);
    expect(await found(['hand-1'], ['hand-1', 'hand-2'])).toEqual(['h1', 'h2', 'h3']);
    expect(await found(['hand-1', 'hand-2'], ['hand-1', 'hand-2'])).toEqual(['h1', 'h2', 'h3', 'h4']);
    expect(await found(['hand-2'], [], 'hand-2')).toEqual(['h3', 'h4']);
    const disclosed = (await all({ party: 'school', kind: 'disclosure' }))[0]?.subjects[0] ?? '';
    const plain = await all({ party: 'school', subject: disclosed });
    expect(await all({ party: 'school', subject: 'hand-1', byHand: { own: [disclosed], told: [disclosed] } })).toEqual(
      [],
    );
    expect(await all({ party: 'school', subject: disclosed, byHand: { own: ['hand-1'], told: [] } })).toHaveLength(
      plain.length + 2,
    );
  });

  it('pages by keyset: what is added meanwhile moves nothing', async () => {
    const whole = await all({ party: 'school' });
    const paged: TrailRow[] = [];
    for (
      let page = await views.trailIndex.page({ party: 'school' }, undefined, 10);
      page.length > 0;
      page = await views.trailIndex.page({ party: 'school' }, paged.at(-1), 10)
    ) {
      paged.push(...page);
      if (paged.length === 20) {
        await writeTo(safe.sealing(store), invented(10, 60, 'later'), 900_000);
        await caughtUp();
      }
    }
    expect(paged).toEqual(whole);
    for (const { id, agency } of whole.slice(0, 3)) expect(await views.trailIndex.agencyOf(id)).toBe(agency);
    expect(await views.trailIndex.agencyOf('none')).toBeUndefined();
  });
});

describe('the feed index', () => {
  it('finds messages as the events say, and how far it has got', async () => {
    const reference = feedIndexOver(
      () => everything.filter(({ stream }) => stream.startsWith('feed-')) as readonly Recorded<FeedEvent>[],
    );
    for (const agency of ['school', 'health', 'police', 'council', 'nobody']) {
      const { last } = await reference.firstAfter(agency, 0);
      expect(last > 0).toBe(agency !== 'nobody');
      for (let sequence = 0; sequence <= last + 1; sequence += 1) {
        const { row } = await reference.firstAfter(agency, sequence);
        expect(await views.feedIndex.firstAfter(agency, sequence)).toEqual(
          await reference.firstAfter(agency, sequence),
        );
        const id = messageIdOf(agency, sequence);
        expect(await views.feedIndex.byId(agency, id)).toEqual(await reference.byId(agency, id));
        const since = row?.releasedAt ?? '2099-01-01T00:00:00.000Z';
        expect(await views.feedIndex.firstSince(agency, since)).toEqual(await reference.firstSince(agency, since));
      }
    }
  });
});

describe('the index of what is in feeds', () => {
  it('finds where something was released, made void or held back, as the log says', async () => {
    const reference = feedEntriesOver(store);
    const held = everything.filter(({ type }) => type === 'MessageWithheld').map(({ id }) => id);
    expect(held.length).toBeGreaterThan(0);
    const counts = new Set<number>();
    for (const agency of ['school', 'health', 'police', 'council', 'nobody']) {
      const ids = Array.from({ length: 60 }, (_, n) => messageIdOf(agency, n));
      for (const id of [...ids, ...held, 'unknown']) {
        const found = await views.feedEntries.find(agency, id);
        expect(found).toEqual(await reference.find(agency, id));
        counts.add(found.revisions.length);
      }
    }
    // Nothing, a message, and one that was made void.
    expect([...counts]).toEqual(expect.arrayContaining([0, 1, 2]));
  });
});

describe('the list of matches', () => {
  it('pages through those of a status', async () => {
    const proposed = await views.matchList.page('proposed', undefined, 200);
    const confirmed = await views.matchList.page('confirmed', undefined, 200);
    expect(proposed.length * confirmed.length).toBeGreaterThan(0);
    expect(proposed[0]).toMatchObject({
      status: 'proposed',
      confidence: 0.9,
      reasons: [{ field: 'name', agreement: 'same' }],
    });
    expect(await views.matchList.page('proposed', proposed[0]?.matchId, 200)).toEqual(proposed.slice(1));
  });
});

describe('what has been forgotten', () => {
  const told = ['both', 'alone'].map((id) => ({ id: `told-${id}`, item: 'note-told' }));
  const refs = told.map(({ id, item }): PassageRef => ({ item, passage: id, stream: item, revision: 0 }));
  const [both, alone] = refs as [PassageRef, PassageRef];
  const name = () => annas('identity-anna', 2, 3, '.name');
  const address = () => annas('address-a-anna', 1, 3);

  const keysOf = async (person: string) => {
    const { rows } = await database().app.query('select from read.person_keys where person_id = $1', [person]);
    return rows.length;
  };
  const heldOf = async (passage: PassageRef) => {
    const { rows } = await database().owner.query<{ content: string | null }>(
      'select content from read.item_content where passage = $1',
      [contentKey(passage)],
    );
    return rows.map(({ content }) => content !== null);
  };
  const expectAsRebuilt = async () => {
    for (const projection of ['content', 'people-search'])
      expect(await made.verify(projection)).toMatchObject({ equal: true });
  };

  beforeAll(async () => {
    const passages = [
      { id: 'told-both', subjects: ['anna', 'p1'] },
      { id: 'told-alone', subjects: ['anna'] },
    ].map((passage) => ({
      ...passage,
      text: { subjects: passage.subjects, clear: `said of ${passage.id}` },
      thirdParties: [],
      revealsProtectedSource: false,
      location: 'checked',
    }));
    const data = { noteId: 'told', agencyId: 'school', author: 'w', category: 'attendance', labels: [], handling: [] };
    const event = { type: 'NoteRecorded', data: { ...data, effectiveAt: '2026-01-01T00:00:00.000Z', passages } };
    await writeTo(safe.sealing(store), [{ stream: 'note-told', event }], 950_000);
    await caughtUp();
    expect(await answered([name(), ...refs])).toMatchObject({
      [contentKey(both)]: { text: 'said of told-both' },
      [contentKey(alone)]: { text: 'said of told-alone' },
    });
    expect(await keysOf('anna')).toBeGreaterThan(0);
    await safe.forget(['anna']);
  });

  it('is cleared from the views: what remains is what others are about as well', async () => {
    const others = await keysOf('p1');
    await made.forget();
    expect(await answered([name(), address(), ...refs])).toEqual({
      [contentKey(name())]: NO_LONGER_HELD,
      [contentKey(address())]: NO_LONGER_HELD,
      [contentKey(alone)]: NO_LONGER_HELD,
      [contentKey(both)]: { text: 'said of told-both' },
    });
    expect(await heldOf(address())).toEqual([false, false]);
    expect(await keysOf('anna')).toBe(0);
    expect(await keysOf('p1')).toBe(others);
    await expectAsRebuilt();
  });

  it('makes no difference when it is cleared again, nor after a rebuild', async () => {
    await made.forget();
    await made.rebuild('content');
    await made.rebuild('people-search');
    expect(await answered([name(), both])).toEqual({
      [contentKey(name())]: NO_LONGER_HELD,
      [contentKey(both)]: { text: 'said of told-both' },
    });
    await expectAsRebuilt();
  });

  it('is cleared again when somebody who had opened it before has written it meanwhile', async () => {
    await database().owner.query(`update read.item_content set content = '{"text":"late"}' where passage = $1`, [
      contentKey(alone),
    ]);
    await made.forget();
    expect(await answered([alone])).toEqual({ [contentKey(alone)]: NO_LONGER_HELD });
  });

  it('is left alone once nobody can write it any more', async () => {
    await database().owner.query(`update read.forgotten set since = since - interval '1 hour'`);
    await made.forget();
    await database().owner.query(`update read.item_content set content = '{"text":"untouched"}' where passage = $1`, [
      contentKey(alone),
    ]);
    await made.forget();
    expect(await answered([alone])).toEqual({ [contentKey(alone)]: { text: 'untouched' } });
    await database().owner.query('update read.forgotten set settled = false');
    await made.forget();
  });

  it('is not brought back by a rebuild that had opened it before it was forgotten', async () => {
    const slow = projector({
      store,
      pools: database(),
      projections: allProjections,
      vault: {
        forgotten: () => safe.forgotten(),
        // What another process still holds the key of.
        openEvents: async (events) =>
          (await safe.openEvents(events)).map((event) =>
            event.stream === 'note-told'
              ? {
                  ...event,
                  data: {
                    ...event.data,
                    passages: (event.data as { passages: { text: { subjects: string[] } }[] }).passages.map((one) => ({
                      ...one,
                      text: { subjects: one.text.subjects, clear: 'still open' },
                    })),
                  },
                }
              : event,
          ),
      },
    });
    await slow.rebuild('content');
    expect(await answered([both, alone])).toEqual({
      [contentKey(both)]: { text: 'still open' },
      [contentKey(alone)]: NO_LONGER_HELD,
    });
    await made.rebuild('content');
  });

  it('is looked for without being asked, and stops no view where it fails', async () => {
    await safe.forget(['p1']);
    const failing = { openEvents: safe.openEvents, forgotten: () => Promise.reject(new TypeError('Mrs Jones')) };
    const options = { store, pools: database(), projections: allProjections, forgetEvery: 20 };
    const stuck = projector({ ...options, vault: failing });
    await stuck.start();
    await expect(stuck.forget()).rejects.toThrow();
    expect(stuck.forgetting()).toMatch(/^TypeError/);
    expect(stuck.forgetting()).not.toContain('Jones');
    await stuck.stop();
    expect(await answered([both])).toEqual({ [contentKey(both)]: { text: 'said of told-both' } });

    const going = projector({ ...options, vault: safe });
    await going.start();
    for (let look = 0; look < 2_400 && (await heldOf(both))[0] !== false; look += 1) await sleep(25);
    await going.stop();
    expect(await answered([both])).toEqual({ [contentKey(both)]: NO_LONGER_HELD });
    expect(await keysOf('p1')).toBe(0);
  });
});
