import { NOT_FOUND, type Answered, type Asking, type NotFound } from '@hub/door';
import { aHub, asking } from '@hub/door/testing';
import { aFamily, consented, HEALTH, noted, partnership, POLICE, registered, SCHOOL } from '@hub/facts/testing';
import { familyView, type Ask, type Cursor } from './index.js';

let questions = 0;
const ask = (change: Partial<Ask> = {}): Ask => ({ id: `q${String((questions += 1))}`, asking, ...change });

const day = (date: number): string => `2026-05-${String(date).padStart(2, '0')}T10:00:00.000Z`;

const settled = async () => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), registered('c9', HEALTH));
  await hub.happened(
    consented('k1', 'c1', 'm1'),
    ...[1, 2, 3, 4, 5].map((date) =>
      noted(`n${String(date)}`, {
        effectiveAt: day(date),
        passages: [{ subjects: ['c1'], text: `on day ${String(date)}` }],
      }),
    ),
    noted('own', {
      agencyId: SCHOOL,
      category: 'attendance',
      effectiveAt: day(3),
      passages: [{ subjects: ['c1'], text: 'late' }],
    }),
    noted('secret', { agencyId: POLICE, effectiveAt: day(4), passages: [{ subjects: ['c1'], text: 'a warrant' }] }),
  );
  return { ...hub, view: familyView(hub.door) };
};

const found = <C>(answer: Answered<C> | NotFound): Answered<C> => {
  if (!answer.found) throw new Error('not found');
  return answer;
};

const idsOf = <C>(answer: Answered<C> | NotFound): readonly string[] => found(answer).items.map(({ id }) => id);

describe('a family view', () => {
  it('shows who they are first, and then what has happened, the newest first', async () => {
    const { view } = await settled();
    expect(idsOf(await view.familyView('f1', ask()))).toEqual([
      'identity-c1',
      'member-f1-c1',
      'involvement-c1-school',
      'note-n5',
      'note-n4',
      'note-n3',
      'note-own',
      'note-n2',
      'note-n1',
    ]);
  });

  it('names members as visible items alone', async () => {
    const { view } = await settled();
    expect(JSON.stringify(await view.familyView('f1', ask()))).not.toContain('m1');
  });

  it('says of each item whose it is, what it rests on, and what goes with it', async () => {
    const { view } = await settled();
    const { items } = found(await view.familyView('f1', ask()));
    expect(items.find(({ id }) => id === 'note-n1')).toEqual({
      id: 'note-n1',
      kind: 'case-note',
      category: 'injury',
      source: HEALTH,
      effectiveAt: day(1),
      labels: [],
      passages: [{ content: { text: 'on day 1' }, about: ['c1'] }],
      onward: ['NORDSCLCD'],
      via: { kind: 'flow', agreement: 'early-help', version: 1, flow: 1 },
      basis: { article6: 'a' },
    });
    expect(items.find(({ id }) => id === 'note-own')?.via).toEqual({ kind: 'own' });
  });

  it('shows a masked passage as a gap that tells neither label nor person', async () => {
    const hub = await settled();
    await hub.happened(noted('masked', { labels: ['MH'], passages: [{ subjects: ['c1'], text: 'low mood' }] }));
    const item = found(await hub.view.familyView('f1', ask())).items.find(({ id }) => id === 'note-masked');
    expect(item?.passages).toMatchObject([{ masked: true, reasons: [{ code: 'LABEL_NOT_IN_FLOW' }] }]);
    expect(item).not.toHaveProperty('labels');
    expect(JSON.stringify(item)).not.toMatch(/low mood|about/);
  });
});

describe('a chronology', () => {
  it('is ordered by when things took effect, across kinds', async () => {
    const { view } = await settled();
    expect(idsOf(await view.chronology('f1', { from: day(2), until: day(5) }, ask()))).toEqual([
      'note-n4',
      'note-n3',
      'note-own',
      'note-n2',
    ]);
  });

  it('is filtered by category, agency and member', async () => {
    const { view } = await settled();
    expect(idsOf(await view.chronology('f1', { category: 'attendance' }, ask()))).toEqual(['note-own']);
    expect(idsOf(await view.chronology('f1', { agency: SCHOOL }, ask()))).toEqual([
      'note-own',
      'involvement-c1-school',
    ]);
    expect(idsOf(await view.chronology('f1', { member: 'm1' }, ask()))).toEqual([]);
    expect(idsOf(await view.chronology('f1', { member: 'c1', category: 'injury' }, ask()))).toHaveLength(5);
  });

  it('discloses page by page: each is decided and recorded with its own items, and the pages make up the whole', async () => {
    const hub = await settled();
    const pages: (readonly string[])[] = [];
    let after: Cursor | undefined;
    do {
      const page = found(
        await hub.view.chronology('f1', { category: 'injury' }, ask({ limit: 2, ...(after && { after }) })),
      );
      pages.push(idsOf(page));
      after = page.next;
    } while (after);
    expect(pages).toEqual([['note-n5', 'note-n4'], ['note-n3', 'note-n2'], ['note-n1']]);
    const recorded = (await hub.trail()).map(({ data }) => ('items' in data ? data.items.map(({ item }) => item) : []));
    expect(recorded).toEqual(pages);
    expect(hub.permissions.map(({ passages }) => passages.map(({ item }) => item))).toEqual(pages);
  });

  it('goes on where it was, although newer items have come in, and what is hidden moves no page', async () => {
    const hub = await settled();
    const may = { from: day(1), until: day(31) };
    const first = found(await hub.view.chronology('f1', may, ask({ limit: 2 })));
    await hub.happened(
      noted('n6', { effectiveAt: day(6), passages: [{ subjects: ['c1'], text: 'new' }] }),
      noted('hidden', { agencyId: POLICE, effectiveAt: day(2), passages: [{ subjects: ['c1'], text: 'x' }] }),
    );
    const second = await hub.view.chronology('f1', may, ask({ limit: 2, ...(first.next && { after: first.next }) }));
    expect([idsOf(first), idsOf(second)]).toEqual([
      ['note-n5', 'note-n4'],
      ['note-n3', 'note-own'],
    ]);
  });

  it('takes a cursor from the same caller for the same question alone', async () => {
    const { view } = await settled();
    const { next } = found(await view.chronology('f1', {}, ask({ limit: 1 })));
    const after = next!;
    const other: Asking = { ...asking, worker: 'somebody-else' };
    const refused = { code: 'view/cursor-of-another-question' };
    await expect(view.chronology('f1', {}, ask({ after, asking: other }))).rejects.toMatchObject(refused);
    await expect(view.chronology('f1', { agency: SCHOOL }, ask({ after }))).rejects.toMatchObject(refused);
    await expect(view.familyView('f1', ask({ after }))).rejects.toMatchObject(refused);
  });

  it('has at most 200 items to a page', async () => {
    const hub = await settled();
    await hub.happened(
      ...Array.from({ length: 210 }, (_, index) =>
        noted(`many-${String(index)}`, { passages: [{ subjects: ['c1'], text: 'x' }] }),
      ),
    );
    const page = found(await hub.view.chronology('f1', {}, ask({ limit: 1_000 })));
    expect(page.items).toHaveLength(200);
    expect(page.next).toBeDefined();
  });
});

describe('a person view and a note', () => {
  it('show one person, and one note', async () => {
    const { view } = await settled();
    expect(idsOf(await view.personView('c1', ask()))).toContain('identity-c1');
    expect(idsOf(await view.caseNote('n2', ask()))).toEqual(['note-n2']);
  });

  it('are not found where they do not show, as if they did not exist; the reason is in the trail', async () => {
    const hub = await settled();
    expect(await hub.view.caseNote('secret', ask())).toEqual(NOT_FOUND);
    expect(await hub.view.caseNote('nothing', ask())).toEqual(NOT_FOUND);
    expect(await hub.view.personView('c9', ask())).toEqual(NOT_FOUND);
    expect(await hub.view.personView('nobody', ask())).toEqual(NOT_FOUND);
    const [secret, ...others] = await hub.trail();
    expect(secret).toMatchObject({ type: 'DisclosureMade', data: { items: [] } });
    expect(others.map(({ type }) => type)).toEqual(Array(3).fill('DisclosureDenied'));
  });
});
