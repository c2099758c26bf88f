import fc from 'fast-check';
import { rememberingGrowth } from '@hub/eventsourcing';
import type { Facts } from '@hub/sharing';
import { factsGatherer, type Asked, type Gathered, type Gathering } from './index.js';
import {
  aFamily,
  aLog,
  formed,
  HEALTH,
  joined,
  linked,
  noted,
  noteIndexOver,
  openedInClear,
  parentOf,
  partnership,
  POLICE,
  registered,
  SCHOOL,
  type FactEvent,
} from './testing/index.js';

const PEOPLE: readonly string[] = ['c1', 'm1', 'c2', 'm2', 'c9'];

const person = fc.constantFrom(...PEOPLE);

/** Something that moves what a question reaches: each of them at most once. */
const HAPPENINGS: Readonly<Record<string, readonly FactEvent[]>> = {
  'c1 and c2 are one': linked('c1', 'c2', 'x'),
  'they are not': [{ type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } }],
  'm2 and m1 are one': linked('m1', 'm2', 'y'),
  'c2 joins': [joined('f1', 'c2')],
  'c1 leaves': [
    {
      type: 'FamilyMemberLeft',
      data: { familyId: 'f1', agencyId: HEALTH, personId: 'c1', until: '2026-05-01T00:00:00.000Z' },
    },
  ],
  'another family': formed('f9', 'c9', 'c2'),
  'm2 holds': [parentOf('c9', 'm2')],
};

const step = fc.oneof(
  fc.record({ happens: fc.constantFrom(...Object.keys(HAPPENINGS)) }),
  fc.record({ noteAbout: fc.uniqueArray(person, { minLength: 1, maxLength: 2 }) }),
  fc.record({ asks: person, ofNote: fc.nat({ max: 5 }) }),
  fc.record({ asks: person, notes: fc.boolean() }),
);

type Steps = readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[];

/** Rarely come to by chance: a note that leads to fewer than one before it, and somebody who holds by another name. */
const RARE: [Steps][] = [
  [
    [
      ...[{ happens: 'another family' }, { noteAbout: ['c1', 'c2'] }, { asks: 'c1', ofNote: 1 }],
      ...[{ noteAbout: ['c1'] }, { asks: 'c1', ofNote: 2 }],
    ],
  ],
  [
    [
      ...[{ happens: 'm2 holds' }, { asks: 'c9', notes: false }],
      ...[{ happens: 'm2 and m1 are one' }, { asks: 'c9', notes: false }],
    ],
  ],
];

const whatGoesWith = ({ asked, subjects, recordsOf, canonical, partIn, asRecorded, facts }: Gathered) => ({
  asked,
  subjects,
  records: facts.people.map(({ id }) => [canonical(id), recordsOf(id)]),
  parts: facts.people.flatMap(({ id }) =>
    recordsOf(id).flatMap((record) =>
      [SCHOOL, HEALTH, POLICE].map((agency) => [agency, record, partIn(agency, record)]),
    ),
  ),
  items: facts.items.map(asRecorded),
});

describe('what was gathered before', () => {
  it('changes nothing about the facts that are gathered now', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const log = aLog();
        const gathering: Gathering = {
          store: rememberingGrowth(log.store),
          index: noteIndexOver(log.store),
          open: openedInClear,
        };
        const facts = factsGatherer(gathering);
        const others = ['c2', 'm2', 'c9'].map((id) => registered(id, SCHOOL));
        await log.happened(...partnership(), ...aFamily(), ...others, noted('n0', { passages: [about('c1')] }));
        const happened = new Set<string>();
        const seen = new Map<Facts, unknown>();
        let notes = 1;
        const ask = async (asked: Omit<Asked, 'at'>): Promise<void> => {
          const now = { ...asked, at: log.now() };
          const [known, fresh] = [await facts.gather(now), await factsGatherer(gathering).gather(now)];
          expect(known.facts).toEqual(fresh.facts);
          expect(known.subjects).toEqual(fresh.subjects);
          expect(whatGoesWith(known)).toEqual(whatGoesWith(fresh));
          // Known again by its facts: whatever else goes with them is the same as well.
          expect(seen.get(known.facts) ?? whatGoesWith(known)).toEqual(whatGoesWith(known));
          seen.set(known.facts, whatGoesWith(known));
        };
        for (const one of steps) {
          if ('happens' in one && !happened.has(one.happens)) {
            happened.add(one.happens);
            await log.happened(...(HAPPENINGS[one.happens] ?? []));
          }
          if ('noteAbout' in one) {
            await log.happened(noted(`n${String(notes)}`, { passages: one.noteAbout.map((id) => about(id)) }));
            notes += 1;
          }
          if ('ofNote' in one)
            await ask({ people: [one.asks], noteId: `n${String(one.ofNote % notes)}`, notes: false });
          else if ('asks' in one) await ask({ people: [one.asks], notes: one.notes });
        }
      }),
      { examples: RARE },
    );
  });
});

const about = (...subjects: readonly string[]) => ({ subjects, text: 'words' });
