import fc from 'fast-check';
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
  type Spoken,
} from '@hub/facts/testing';
import type { Restriction } from '@hub/sharing';
import type { Answered, NotFound } from './index.js';
import { aHub, familyQuestion } from './testing/index.js';

const courtOrder: Restriction = {
  id: 'order',
  kind: 'court-order',
  custodians: [],
  workers: [],
  period: { from: '2026-01-01T00:00:00.000Z' },
};

const about = (text: string, change: Partial<Spoken> = {}): Spoken => ({ subjects: ['c1'], text, ...change });

/** Ways for a note to be none of the school's business. */
const HIDDEN = {
  'no agreement with its source': (id: string) => noted(id, { agencyId: POLICE, passages: [about(id)] }),
  'a category that no flow lists': (id: string) => noted(id, { category: 'housing-need', passages: [about(id)] }),
  'a protected source': (id: string) => noted(id, { passages: [about(id, { revealsProtectedSource: true })] }),
  'very restricted': (id: string) => noted(id, { labels: ['V'], passages: [about(id)] }),
  'about somebody else as well, without consent': (id: string) =>
    noted(id, { passages: [about(id, { subjects: ['c1', 'c9'] })] }),
  'under a court order': (id: string) => {
    const note = noted(id, { passages: [about(id)] });
    return note.type === 'NoteRecorded' ? { ...note, data: { ...note.data, handling: [courtOrder] } } : note;
  },
  'not given consent for': (id: string) => noted(id, { category: 'sexual-health', passages: [about(id)] }),
} as const;

const hiddenKinds = Object.keys(HIDDEN) as (keyof typeof HIDDEN)[];

/** What a family view shows of a world with, or without, some further notes. */
const viewWith = async (hidden: readonly (keyof typeof HIDDEN)[], inside: boolean): Promise<Answered | NotFound> => {
  const hub = aHub();
  await hub.happened(
    ...partnership(),
    ...agreed('more', [HEALTH, SCHOOL], [flow(1, ['sexual-health'], { labels: ['SEX'] })]),
    ...aFamily(),
    registered('c9', HEALTH),
  );
  await hub.happened(
    consented('k1', 'c1', 'm1', { categories: ['identity', 'injury', 'family-composition'] }),
    noted('seen', {
      passages: [
        about('a bruise'),
        ...(inside ? [about('told by a neighbour', { revealsProtectedSource: true })] : []),
        about('the neighbour saw it', { thirdParties: [{ kind: 'person' }] }),
      ],
    }),
    ...hidden.map((kind, index) => HIDDEN[kind](`hidden-${String(index)}`)),
  );
  return hub.door.answer(familyQuestion('f1', { id: 'same' }));
};

const told = (answer: Answered | NotFound): object => ({ ...answer, asAt: undefined });

describe('what is omitted', () => {
  it('leaves no trace in the answer, whatever it is and however much there is of it', async () => {
    const without = told(await viewWith([], false));
    expect(without).toMatchObject({
      found: true,
      items: expect.arrayContaining([expect.objectContaining({ id: 'note-seen' })]),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...hiddenKinds), { maxLength: 6 }),
        fc.boolean(),
        async (hidden, inside) => {
          const answer = told(await viewWith(hidden, inside));
          expect(answer).toEqual(without);
          expect(JSON.stringify(answer)).not.toContain('hidden');
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(hiddenKinds)('is all of it in the trail: %s', async (kind) => {
    const hub = aHub();
    await hub.happened(...partnership(), ...aFamily(), registered('c9', HEALTH), HIDDEN[kind]('hidden'));
    await hub.door.answer(familyQuestion('f1'));
    expect((await hub.trail())[0]?.data).toMatchObject({
      decision: { items: expect.arrayContaining([expect.objectContaining({ item: 'note-hidden', outcome: 'omit' })]) },
    });
  });
});
