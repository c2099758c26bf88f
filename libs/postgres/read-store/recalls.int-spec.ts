import type { EventStore } from '@hub/eventsourcing';
import type { RecallEvent } from '@hub/recalls';
import type { TellingIndex, TellingRef } from '@hub/reliance';
import { tellingsOver } from '@hub/reliance/testing';
import { logMigrations, migrate, postgresEventStore } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type Projector, type ReadStore } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { feeds, invented, openVault, register, writeTo, type Recording } from './testing/a-log-of-events.js';

const database = withPostgres();
let store: EventStore;
let views: ReadStore;
let made: Projector;

const day = (n: number): string => `2026-06-${String(n).padStart(2, '0')}T09:00:00.000Z`;

const raised = (recallId: string, agencyId: string, due: string): Recording => ({
  stream: `recall-${recallId}`,
  event: {
    type: 'RecallRaised',
    data: {
      ...{ recallId, agencyId, subjects: ['p1', 'p2'], knownAs: ['p1'], due, at: day(1), obligation: 'stop-using' },
      cause: { eventId: 'e1', kind: 'ConsentWithdrawn', by: 'health' },
      scope: {
        items: [
          {
            ...{ item: 'note-n1', revision: 0, references: ['note-n1'] },
            flows: [{ agreement: 'isa-1', version: 1, flow: 4 }],
          },
        ],
        byHand: [],
      },
    },
  } satisfies RecallEvent,
});

const said = (recallId: string, agencyId: string, outcome: 'done' | 'in-part' | 'refused'): Recording => ({
  stream: `recall-${recallId}`,
  event: {
    type: 'RecallAcknowledged',
    data: {
      ...{ recallId, agencyId, worker: 'w-ig', role: 'ig', outcome, subjects: ['p1', 'p2'], knownAs: ['p1'] },
      ...{ items: [], at: day(2) },
    },
  } satisfies RecallEvent,
});

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  const now = () => new Date().toISOString();
  store = postgresEventStore({ connectionString: database().appUrl, now });
  const projections = allProjections.map(({ name }) => name);
  views = readStore({ pools: database(), store, now, projections });
  await writeTo(store, [
    ...register(),
    ...feeds(5, 120),
    ...invented(9, 1_000),
    ...[raised('r1', 'school', day(9)), raised('r2', 'school', day(5)), raised('r3', 'school', day(7))],
    ...[raised('r4', 'school', day(6)), raised('r5', 'council', day(3))],
    ...[said('r3', 'school', 'done'), said('r4', 'school', 'in-part'), said('r5', 'council', 'refused')],
  ]);
  made = projector({ store, vault: openVault, pools: database(), projections: allProjections, board: views });
  await made.start();
  expect(await views.waitFor(await store.head(), 60_000)).toBe(true);
});
afterAll(async () => {
  await made.stop();
  await store.close();
});

const everything = async (index: TellingIndex, subject: string, limit: number): Promise<readonly TellingRef[]> => {
  const found: TellingRef[] = [];
  let page: readonly TellingRef[] = [];
  do {
    page = await index.page(subject, page.at(-1), limit);
    found.push(...page);
  } while (page.length === limit);
  return found;
};

const inOrder = (refs: readonly TellingRef[]): readonly string[] =>
  refs.map(({ id, stream, revision }) => `${id} ${stream} ${String(revision)}`).sort();

describe('the index of what was told', () => {
  it('finds what was told about somebody as a search through the log would, whatever the size of its pages', async () => {
    const reference = tellingsOver(store);
    let count = 0;
    for (let person = 0; person < 12; person += 1) {
      const expected = inOrder(await everything(reference, `p${String(person)}`, 1_000_000));
      count += expected.length;
      expect(inOrder(await everything(views.tellingIndex, `p${String(person)}`, 3))).toEqual(expected);
      expect(inOrder(await everything(views.tellingIndex, `p${String(person)}`, 500))).toEqual(expected);
    }
    expect(count).toBeGreaterThan(20);
  });
});

describe('the list of recalls', () => {
  const idsOf = (page: readonly { readonly recallId: string }[]) => page.map(({ recallId }) => recallId);

  it('has an agency’s open ones, the most urgent first', async () => {
    const all = await views.recallList.page({ agency: 'school' }, undefined, 200);
    expect(idsOf(all)).toEqual(['r2', 'r4', 'r1']);
    expect(idsOf(await views.recallList.page({ agency: 'school' }, all[0], 1))).toEqual(['r4']);
    expect(await views.recallList.page({ agency: 'council' }, undefined, 200)).toEqual([]);
  });

  it('knows which are overdue, and how far all of them have come', async () => {
    expect(idsOf(await views.recallList.page({ agency: 'school', dueBefore: day(6) }, undefined, 200))).toEqual(['r2']);
    expect(await views.recallList.overdue(day(8))).toBe(2);
    expect(await views.recallList.progress(day(8))).toEqual({ raised: 5, done: 1, refused: 1, open: 3, overdue: 2 });
  });

  it('is in the trail: for the recipient, and for whoever’s items are recalled', async () => {
    const subject = { subject: 'p2', kind: 'recall' } as const;
    const own = await views.trailIndex.page({ party: 'school', ...subject }, undefined, 200);
    expect(own.map(({ disclosureId }) => disclosureId).sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(own[0]).toMatchObject({ subjects: ['p1', 'p2'], knownAs: ['p1'], obligations: ['stop-using'] });
    const source = own[0]?.items[0]?.flows[0]?.from ?? '';
    const theirs = await views.trailIndex.page({ party: source, ...subject }, undefined, 200);
    expect(theirs.map(({ disclosureId }) => disclosureId)).toEqual(
      expect.arrayContaining(own.map(({ disclosureId }) => disclosureId)),
    );
    const acknowledged = { party: 'school', kind: 'recall-acknowledged' } as const;
    expect(await views.trailIndex.page(acknowledged, undefined, 200)).toMatchObject([
      { disclosureId: expect.stringMatching('r[34]'), worker: 'w-ig' },
      { disclosureId: expect.stringMatching('r[34]'), worker: 'w-ig' },
    ]);
    expect(JSON.stringify([...own, ...theirs])).not.toContain('ConsentWithdrawn');
  });
});
