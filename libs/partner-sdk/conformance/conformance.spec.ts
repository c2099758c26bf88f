import Database from 'libsql';
import { sqliteStore } from '../index.js';
import { conformance, conformanceOfThisLibrary, thisLibrary, type Tried, type Witnessed } from './conformance.js';
import { conformanceKit } from './kit.js';
import { memoryStore } from '../store/memory-store.js';

describe('the conformance kit', () => {
  it('is met by this library, with each store', async () => {
    expect(await conformanceOfThisLibrary()).toEqual({ conforms: true, breaches: [] });
    expect(await conformance(thisLibrary(sqliteStore(new Database(':memory:'))))).toMatchObject({ conforms: true });
  });

  it('says of each of its stream what it is there for', () => {
    const { why, stream } = conformanceKit();
    expect(why).toHaveLength(stream.length);
  });

  /** Consumers that are wrong in one way each. */
  const wrong: readonly (readonly [string, (seen: Witnessed) => Witnessed])[] = [
    ['keeps duplicates', (seen) => ({ ...seen, handed: [...seen.handed, seen.handed[0]!] })],
    ['does not verify', (seen) => ({ ...seen, rejected: [] })],
    ['sees no gap', (seen) => ({ ...seen, gaps: [] })],
    ['drops recalls', (seen) => ({ ...seen, handed: seen.handed.filter(({ kind }) => kind !== 'recall') })],
    [
      'lets a recall overtake what failed',
      (seen) => ({ ...seen, handed: [...seen.handed].sort((a, b) => b.kind.localeCompare(a.kind)) }),
    ],
    [
      'takes a void message for an event',
      (seen) => ({
        ...seen,
        handed: seen.handed.map((one) => (one.kind === 'void' ? { ...one, kind: 'event' } : one)),
      }),
    ],
  ];
  it.each(wrong)('is not met by a consumer that %s', async (_what, altered) => {
    const tried: Tried = async (kit, fails) => altered(await thisLibrary(memoryStore())(kit, fails));
    const { conforms, breaches } = await conformance(tried);
    expect([conforms, breaches.length > 0]).toEqual([false, true]);
  });
});
