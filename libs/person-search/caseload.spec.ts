import fc from 'fast-check';
import type { CaseloadIndex } from '@hub/door';
import { aHub, asking } from '@hub/door/testing';
import { aFamily, formed, HEALTH, involved, partnership, registered, SCHOOL, type FactEvent } from '@hub/facts/testing';
import type { PersonEvent } from '@hub/people';
import { caseload, type CaseloadAnswer, type CaseloadQuestion } from './index.js';

/** What a projection would have listed, whatever has become of it since. */
const listing = (people: readonly string[]): CaseloadIndex => ({
  page: async (_of, after, limit) =>
    Promise.resolve(people.filter((personId) => after === undefined || personId > after).slice(0, limit)),
});

let questions = 0;
const question = (change: Partial<CaseloadQuestion> = {}): CaseloadQuestion => ({
  id: `l${String((questions += 1))}`,
  asking,
  of: 'agency',
  ...change,
});

/** A hub whose index lists these people, and how many were decided about for each question. */
const withList = async (people: readonly string[], events: readonly FactEvent[], key = '') => {
  const hub = aHub();
  await hub.happened(...partnership(), ...events);
  let decided = 0;
  const { facts } = hub.ports;
  const counting: typeof facts = { ...facts, gather: (asked) => facts.gather(asked).finally(() => (decided += 1)) };
  const reader = caseload({
    ...hub.ports,
    facts: counting,
    index: listing(people),
    hash: (field, value) => `${key}${field}${value}`,
  });
  const ask = async (
    change: Partial<CaseloadQuestion> = {},
  ): Promise<CaseloadAnswer & { readonly decided: number }> => {
    decided = 0;
    const answer = await reader.caseload(question(change));
    return { ...answer, decided };
  };
  const walk = async (limit?: number) => {
    const pages = [await ask(limit === undefined ? {} : { limit })];
    for (let { next } = pages[0]!; next; next = pages.at(-1)!.next)
      pages.push(await ask({ after: next, ...(limit === undefined ? {} : { limit }) }));
    return pages;
  };
  return { ...hub, ask, walk };
};

const idsOf = ({ people }: CaseloadAnswer): readonly string[] => people.map(({ personId }) => personId);

const settled = (...more: readonly FactEvent[]) =>
  withList(
    ['c1', 'p1', 'p2'],
    [...aFamily(), registered('p1', SCHOOL), involved('p1', SCHOOL), registered('p2', HEALTH), ...more],
  );

describe('a caseload', () => {
  it('lists whom the agency works with, named as far as it has recorded them itself', async () => {
    const hub = await settled();
    const { people } = await hub.ask();
    expect(people).toEqual([
      { personId: 'c1', families: [], since: '2026-01-01T00:00:00.000Z', says: [] },
      {
        personId: 'p1',
        families: [],
        since: '2026-01-01T00:00:00.000Z',
        says: [{ given: 'Given-p1', family: 'Example' }, { dateOfBirth: '2018-03-04' }],
      },
    ]);
    expect(await hub.trail()).toMatchObject([{ type: 'CaseloadRead', data: { subjects: ['c1', 'p1'] } }]);
  });

  it('leaves out at once whom the agency works with no longer, although the index has not heard of it', async () => {
    const hub = await settled({
      type: 'InvolvementEnded',
      data: { personId: 'p1', agencyId: SCHOOL, involvementId: 'p1-school', until: '2026-05-01T00:00:00.000Z' },
    });
    expect(idsOf(await hub.ask())).toEqual(['c1']);
  });

  it('is paged, for the same caller and list alone', async () => {
    const hub = await settled();
    const first = await hub.ask({ limit: 1 });
    const second = await hub.ask({ limit: 1, after: first.next! });
    expect([first, second].flatMap(idsOf)).toEqual(['c1', 'p1']);
    // Nobody who shows is left, and whoever is withheld does not make a page of their own.
    expect(second.next).toBeUndefined();
    await expect(hub.ask({ after: first.next!, of: 'worker' })).rejects.toMatchObject({
      code: 'caseload/cursor-of-another-question',
    });
  });

  it('tells the newest open involvement of the agency, or of the worker whose list it is', async () => {
    const newer = involved('p1', SCHOOL);
    const mine = (involvementId: string, from: string, until?: string): FactEvent => ({
      type: 'InvolvementRecorded',
      data: {
        ...(newer.data as Extract<PersonEvent, { type: 'InvolvementRecorded' }>['data']),
        involvementId,
        workers: [asking.worker],
        period: { from, ...(until === undefined ? {} : { until }) },
      },
    });
    const hub = await settled(
      mine('i1', '2025-03-01T00:00:00.000Z'),
      mine('i2', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'),
    );
    const sinceOf = ({ people }: CaseloadAnswer) => people.find(({ personId }) => personId === 'p1')?.since;
    expect(sinceOf(await hub.ask())).toBe('2026-01-01T00:00:00.000Z');
    expect(sinceOf(await hub.ask({ of: 'worker' }))).toBe('2025-03-01T00:00:00.000Z');
  });
});

describe('the families on a caseload', () => {
  const ours = (personId: string, familyId = 'f9'): FactEvent => ({
    type: 'FamilyMemberJoined',
    data: { familyId, agencyId: SCHOOL, personId, role: 'child', from: '2026-02-01T00:00:00.000Z' },
  });
  const restricted = (
    personId: string,
    kind: 'court-order' | 'adoption' | 'protected-address',
    categories?: 'family-composition' | 'involvement',
  ): FactEvent => ({
    type: 'RestrictionImposed',
    data: {
      personId,
      agencyId: HEALTH,
      restriction: {
        id: `r-${personId}-${kind}`,
        kind,
        ...(categories === undefined ? {} : { categories: [categories] }),
        custodians: [{ agency: HEALTH, roles: [], purposes: [] }],
        workers: [],
        period: { from: '2026-01-01T00:00:00.000Z' },
      },
    },
  });
  const listed = async (...more: readonly FactEvent[]) =>
    (await (await settled(ours('p1'), ...more)).ask()).people.find(({ personId }) => personId === 'p1');

  it('are those that the agency itself has recorded, as they are now', async () => {
    expect(await listed(...formed('f2', 'p1'))).toMatchObject({ families: ['f9'] });
    expect(
      await listed({
        type: 'FamilyMemberLeft',
        data: { familyId: 'f9', agencyId: SCHOOL, personId: 'p1', until: '2026-04-01T00:00:00.000Z' },
      }),
    ).toMatchObject({ families: [] });
  });

  it.each(['court-order', 'adoption'] as const)('do not show where a restriction hides them: %s', async (kind) => {
    expect(await listed(restricted('p1', kind, 'family-composition'))).toMatchObject({ personId: 'p1', families: [] });
  });

  it('do not tell that somebody else in them is protected', async () => {
    const before = await listed(registered('p3', HEALTH), ours('p3'));
    const after = await listed(
      registered('p3', HEALTH),
      ours('p3'),
      restricted('p3', 'adoption'),
      restricted('p3', 'court-order'),
    );
    expect(after).toEqual(before);
    expect(await listed(registered('p3', HEALTH), ours('p3'), restricted('p3', 'protected-address'))).toMatchObject({
      families: ['f9'],
    });
  });

  it('go without the time since when, where a restriction hides the involvement', async () => {
    expect(await listed(restricted('p1', 'court-order', 'involvement'))).toEqual({
      personId: 'p1',
      families: ['f9'],
      says: [{ given: 'Given-p1', family: 'Example' }, { dateOfBirth: '2018-03-04' }],
    });
  });
});

describe('a caseload that is far longer than one question may be decided about', () => {
  const names = Array.from({ length: 310 }, (_, n) => `n${String(n).padStart(3, '0')}`);
  const known = (people: readonly string[]): readonly FactEvent[] =>
    people.flatMap((personId) => [registered(personId, SCHOOL), involved(personId, SCHOOL)]);

  it('is walked a stretch at a time where nobody shows', async () => {
    const hub = await withList(names, []);
    const pages = await hub.walk();
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.flatMap(idsOf)).toEqual([]);
    expect(Math.max(...pages.map(({ decided }) => decided))).toBeLessThan(100);
    expect(await hub.trail()).toHaveLength(pages.length);
  });

  it('is decided about in stretches that do not depend on who shows, but on a key', async () => {
    const all = await (await withList(names, known(names))).ask();
    const some = await (await withList(names, known(names.filter((_, n) => n % 2 === 0)))).ask();
    const none = await (await withList(names, [])).ask();
    expect([all, some, none].map(({ people }) => people.length)).toEqual([50, expect.any(Number), 0]);
    expect(new Set([all, some, none].map(({ decided }) => decided)).size).toBe(1);
    const keys = Array.from({ length: 25 }, (_, n) => String.fromCharCode(97 + n));
    const lengths = await Promise.all(keys.map(async (key) => (await (await withList(names, [], key)).ask()).decided));
    expect(new Set(lengths).size).toBeGreaterThan(10);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(75);
  });

  it('fills its pages in spite of those who do not show, unless they are very many', async () => {
    const hub = await withList(names, known(names.filter((_, n) => n % 8 !== 0)));
    const sizes = (await hub.walk(10)).map(({ people }) => people.length);
    expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).map(() => 10));
  });

  it('shows each once and in order, whoever shows and however long the pages are', async () => {
    const shows = fc.array(fc.boolean(), { minLength: 60, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(shows, fc.integer({ min: 1, max: 60 }), fc.nat(), async (list, limit, key) => {
        const people = names.slice(0, list.length);
        const showing = people.filter((_, n) => list[n]);
        const hub = await withList(people, known(showing), String(key));
        const pages = await hub.walk(limit);
        expect(pages.flatMap(idsOf)).toEqual(showing);
        expect(Math.max(...pages.map((page) => page.people.length))).toBeLessThanOrEqual(Math.min(limit, 50));
      }),
      { numRuns: 8 },
    );
  });
});
