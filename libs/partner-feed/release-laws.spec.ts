import fc from 'fast-check';
import type { EventStore } from '@hub/eventsourcing';
import { factsGatherer } from '@hub/facts';
import { consented, HEALTH, linked, noted, noteIndexOver, SCHOOL, withdrawn, type FactEvent } from '@hub/facts/testing';
import { decide, type Facts, type Item } from '@hub/sharing';
import { aPublisher, BEGINNING, history, subscribed, wanted, type Happening, type Publisher } from './testing/index.js';

const suspended: FactEvent = { type: 'AgencySuspended', data: { agencyId: SCHOOL, reason: 'other' } };
const reinstated: FactEvent = { type: 'AgencyReinstated', data: { agencyId: SCHOOL, reason: 'put-right' } };

/** A history, in the midst of which the school is suspended for a time. */
const interrupted = fc.tuple(history, fc.nat({ max: 14 }), fc.nat({ max: 14 })).map(([steps, one, other]) => {
  const [from, to] = [one, other].map((place) => place % (steps.length + 1)).sort((a, b) => a - b);
  const consent = consented('k0', 'c1', 'm1', { effectiveAt: '2026-01-02T00:00:00.000Z' });
  return {
    before: [[consent], ...steps.slice(0, from)],
    meanwhile: [[noted('n90', { passages: [{ subjects: ['c1'], text: 'words' }] })], ...steps.slice(from, to)],
    after: steps.slice(to),
  };
});

/** What the school may see of somebody, read in the slowest way: everything from the whole log, with nothing in mind. */
const visibleTo = async (store: EventStore, id: string, now: string): Promise<ReadonlyMap<string, Item>> => {
  const open = async <T>(content: object) => Promise.resolve('clear' in content ? (content.clear as T) : undefined);
  const gathered = await factsGatherer({ store, index: noteIndexOver(store), open }).gather({
    people: [id],
    notes: true,
    at: now,
  });
  const facts: Facts = {
    ...gathered.facts,
    agreements: gathered.facts.agreements.filter((one) => one.id === wanted.agreementId),
  };
  const { role, purpose, categories } = wanted;
  const who = { agency: SCHOOL, worker: 'system-s1', role, purpose } as const;
  const decision = decide(
    { ...who, action: 'message', channel: 'message', subjects: gathered.subjects, at: gathered.at },
    facts,
  );
  const shown = decision.items.filter(
    ({ passages }) => decision.entitled && passages.some(({ outcome }) => outcome === 'permit'),
  );
  const items = new Map(facts.items.map((item) => [item.id, item]));
  return new Map(
    shown.flatMap(({ item: name }) => {
      const item = items.get(name);
      return item && item.source !== SCHOOL && categories.includes(item.category) ? [[name, item] as const] : [];
    }),
  );
};

/** Type, person, and what it is about. */
const toldIn = async (publisher: Publisher): Promise<readonly string[]> =>
  (await publisher.messagesTo()).flatMap(({ message, about }) => {
    if (!about) return [];
    const type = message.type.replace(/^org\.concord\.|\.v1$/g, '');
    return [`${type} ${about.person} ${type.startsWith('note') ? (about.items[0]?.item ?? '') : ''}`.trim()];
  });

/** By each child's record: the id by which the school is told of the child, and what it may see. */
type Sight = ReadonlyMap<string, { readonly toldAs: string; readonly items: ReadonlyMap<string, Item> }>;

const sightOf = async (publisher: Publisher): Promise<Sight> => {
  const sight = new Map<string, { readonly toldAs: string; readonly items: ReadonlyMap<string, Item> }>();
  for (const id of ['c1', 'c2']) {
    const { recordsOf } = await publisher.ports.facts.gather({ people: [id], notes: false, at: publisher.now() });
    // It registered c2, and is told of both by that one where they are one.
    const toldAs = recordsOf(id).includes('c2') ? 'c2' : id;
    sight.set(id, { toldAs, items: await visibleTo(publisher.store, id, publisher.now()) });
  }
  return sight;
};

const NOTHING: ReadonlyMap<string, Item> = new Map();
const isNote = ({ kind }: Item): boolean => kind === 'case-note';

/** What of notes and access is told of a step, by what was to be seen before and after it, and nothing else. */
const readingOf = () => {
  const told = new Map<string, number>();
  const corrections = new Map<string, number>();
  /** By the ids that were told: whether the last that was told is that there is something. */
  const open = new Map<string, boolean>();
  /** Of whom anything was told by this id. */
  const heardOf = new Set<string>();

  const newsOfNote = (person: string, item: Item, before: ReadonlyMap<string, Item>, step: readonly Happening[]) => {
    const key = `${person} ${item.id}`;
    const known = told.get(key);
    const says = step.some(
      ({ type, data }) =>
        /^Note(Recorded|Corrected)$/.test(type) && 'noteId' in data && `note-${data.noteId}` === item.id,
    );
    if (known === undefined ? before.has(item.id) && !says : (corrections.get(item.id) ?? -1) <= known) return [];
    told.set(key, item.revision);
    return [`note.${known === undefined ? 'shared' : 'superseded'} ${key}`];
  };

  const ofShown = (
    person: string,
    [before, after]: readonly [typeof NOTHING, typeof NOTHING],
    wasTold: boolean,
    step: readonly Happening[],
  ) => {
    const notes = [...after.values()].filter(isNote);
    const opens = open.get(person) !== true && after.size > 0 && !(wasTold && before.size > 0);
    const news = notes.flatMap((note) => newsOfNote(person, note, before, step));
    if (!opens) return news;
    open.set(person, true);
    // Where access opens each old note is covered by that.
    for (const { id, revision } of notes) told.set(`${person} ${id}`, revision);
    const ofNow = news.filter((one) =>
      step.some(({ data }) => 'noteId' in data && one.endsWith(`note-${data.noteId}`)),
    );
    return [`access.granted ${person}`, ...ofNow];
  };

  /** A link that was given under an id leads somewhere for as long as the record is one with another that shows. */
  const closes = (person: string, before: Sight, after: Sight): boolean => {
    const [then, now] = [before.get(person), after.get(person)];
    const could = then !== undefined && then.items.size > 0 && (then.toldAs === person || heardOf.has(person));
    return (
      could && now?.items.size === 0 && open.get(person) !== false && (now.toldAs === person || heardOf.has(person))
    );
  };

  return async (publisher: Publisher, before: Sight, after: Sight, step: readonly Happening[]) => {
    for (const event of step)
      if (event.type === 'NoteCorrected') {
        const stream = `note-${event.data.noteId}`;
        corrections.set(stream, (await publisher.store.heads([stream])).get(stream) ?? -1);
      }
    if (step.some(({ type }) => type.startsWith('Agreement'))) return [];
    const news = [...after].flatMap(([person, { toldAs, items }]) => {
      if (toldAs !== person) return [];
      const then = before.get(person);
      return ofShown(person, [then?.items ?? NOTHING, items], then?.toldAs === person, step);
    });
    const gone = ['c1', 'c2'].filter((person) => closes(person, before, after));
    for (const one of news) heardOf.add(one.split(' ')[1] ?? '');
    for (const person of gone) {
      open.set(person, false);
      heardOf.add(person);
    }
    return [...news, ...gone.map((person) => `access.withdrawn ${person}`)];
  };
};

const types = [
  'org.concord.note.shared.v1',
  'org.concord.note.superseded.v1',
  'org.concord.access.granted.v1',
  'org.concord.access.withdrawn.v1',
] as const;

const begun = async (): Promise<Publisher> => {
  const publisher = aPublisher();
  await publisher.happened(...BEGINNING, ...subscribed('s1', { types }));
  await publisher.publish();
  return publisher;
};

describe('whatever happens', () => {
  it('access that was told of a record has gone when it has gone, by whichever name it was to be seen last', async () => {
    const publisher = await begun();
    const steps: readonly (readonly FactEvent[])[] = [
      [consented('k1', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:01.000Z' })],
      linked('c1', 'c2', 'x1'),
      [withdrawn('c1', 'k1')],
      [{ type: 'MatchUndone', data: { matchId: 'x1', people: ['c1', 'c2'], steward: 's' } }],
    ];
    for (const step of steps) {
      await publisher.happened(...step);
      await publisher.publish();
    }
    expect(await toldIn(publisher)).toEqual([
      ...['access.granted c1', 'access.granted c2'],
      ...['access.withdrawn c2', 'access.withdrawn c1'],
    ]);
  });

  it('what is told of notes and access is what has come to be seen, and what has gone', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const publisher = await begun();
        const read = readingOf();
        let [before, seen] = [await sightOf(publisher), 0];
        for (const step of steps) {
          await publisher.happened(...step);
          await publisher.publish();
          const told = await toldIn(publisher);
          const after = await sightOf(publisher);
          expect([...told.slice(seen)].sort()).toEqual([...(await read(publisher, before, after, step))].sort());
          [before, seen] = [after, told.length];
        }
      }),
      { numRuns: 60 },
    );
  });

  it('nothing is told of what the partner may not see at that time', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const publisher = aPublisher();
        await publisher.happened(...BEGINNING, ...subscribed());
        for (const step of steps) {
          const seen = (await publisher.messagesTo()).length;
          await publisher.happened(...step);
          await publisher.publish();
          for (const { message, about } of (await publisher.messagesTo()).slice(seen)) {
            if (!about || about.items.length === 0 || message.type.includes('consent')) continue;
            const visible = await visibleTo(publisher.store, about.person, publisher.now());
            for (const { item } of about.items) expect([...visible.keys()]).toContain(item);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  /** What is in the feed when the release is killed at its appends, so many after the last time, and begins again. */
  const feedAfter = async (
    steps: readonly (readonly Happening[])[],
    kills: readonly number[],
    kept: boolean,
  ): Promise<unknown> => {
    let left: number | undefined;
    const through = (store: EventStore): EventStore => ({
      ...store,
      append: async (request) => {
        if (!request.stream.startsWith('feed-') || left === undefined) return store.append(request);
        left -= 1;
        if (left === 0) throw new Error('killed before it was written');
        const done = await store.append(request);
        if (left < 0) throw new Error('killed after it was written');
        return done;
      },
    });
    const publisher = aPublisher({}, through);
    await publisher.happened(...BEGINNING, ...subscribed(), ...steps.flat());
    for (left of kills) {
      await publisher.publish().catch(() => undefined);
      await publisher.restart(kept);
    }
    left = undefined;
    await publisher.publish();
    return (await publisher.messagesTo()).map(({ about: _, ...message }) => message);
  };

  it('a release that is killed and begins again, once or often, releases the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.nat({ max: 6 }), { maxLength: 4 }),
        fc.boolean(),
        async (steps, kills, kept) => {
          expect(await feedAfter(steps, kills, kept)).toEqual(await feedAfter(steps, [], kept));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a partner that was suspended is told of each note of that time that it may see, and of nothing while it is', async () => {
    await fc.assert(
      fc.asyncProperty(interrupted, async ({ before, meanwhile, after }) => {
        const publisher = await begun();
        for (const step of [...before, [suspended]]) {
          await publisher.happened(...step);
          await publisher.publish();
        }
        const { length } = await toldIn(publisher);
        for (const step of meanwhile) {
          await publisher.happened(...step);
          await publisher.publish();
        }
        expect(await toldIn(publisher)).toHaveLength(length);
        await publisher.happened(reinstated);
        await publisher.publish();
        const told = new Set(
          (await publisher.messagesTo()).flatMap(
            ({ about }) => about?.items.map(({ item }) => `${about.person} ${item}`) ?? [],
          ),
        );
        const notes = new Set(
          meanwhile.flat().flatMap(({ type, data }) => (type === 'NoteRecorded' ? [`note-${data.noteId}`] : [])),
        );
        for (const [person, { toldAs, items }] of await sightOf(publisher))
          for (const item of items.keys())
            if (toldAs === person && notes.has(item)) expect([...told]).toContain(`${person} ${item}`);
        await publisher.happened(...after.flat());
        await publisher.publish();
      }),
      { numRuns: 60 },
    );
  });

  it('a release that is killed where a partner was suspended for a time releases the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        interrupted,
        fc.array(fc.nat({ max: 6 }), { maxLength: 4 }),
        fc.boolean(),
        async ({ before, meanwhile, after }, kills, kept) => {
          const steps = [...before, [suspended], ...meanwhile, [reinstated], ...after];
          expect(await feedAfter(steps, kills, kept)).toEqual(await feedAfter(steps, [], kept));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a release that is killed while somebody was one with another for a time releases the same', async () => {
    const steps = [
      [consented('k1', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:01.000Z' })],
      [{ type: 'AgreementResumed', data: { agreementId: 'early-help', reason: 'other', by: HEALTH } } as const],
      linked('c1', 'c2', 'x1'),
      [consented('k4', 'c1', 'm1', { effectiveAt: '2026-02-01T00:00:04.000Z' })],
      [{ type: 'MatchUndone', data: { matchId: 'x1', people: ['c1', 'c2'], steward: 's' } } as const],
    ];
    expect(await feedAfter(steps, [0], false)).toEqual(await feedAfter(steps, [], false));
  });
});
