import { setTimeout as sleep } from 'node:timers/promises';
import { leaderOf, leads, type Member } from './gossip.js';

const member = (address: string, role: string, isAlive = true): Member => ({ address, role, isAlive });
const saying = (leader?: string): Promise<readonly Member[]> =>
  Promise.resolve(['a', 'b', 'c'].map((name) => member(name, name === leader ? 'leader' : 'follower')));
const silent = new Promise<never>(() => undefined);
const gone = (): Promise<never> => Promise.reject(new Error('nothing listens'));

const asked = (...answers: readonly Promise<readonly Member[]>[]) =>
  Promise.race([leaderOf(answers, (answer) => answer), sleep(1_000, 'undecided', { ref: false })]);

describe('who leads', () => {
  it('is who most name, and waits for nobody else', async () => {
    expect(await asked(saying('a'), saying('a'), silent)).toBe('a');
    expect(await asked(saying('b'), saying('a'), saying('a'))).toBe('a');
  });

  it('is nobody as soon as most know of nobody', async () => {
    expect(await asked(saying(), silent, saying())).toBeUndefined();
    expect(await asked(saying('a'), saying(), saying())).toBeUndefined();
  });

  it('is who is named at all where too few answer', async () => {
    expect(await asked(gone(), saying('b'), gone())).toBe('b');
    expect(await asked(gone(), saying(), saying('c'))).toBe('c');
    expect(await asked(gone(), gone(), gone())).toBeUndefined();
  });

  it('is nobody who is said to be gone, or who does not say so of itself', () => {
    expect(leads('a', [member('a', 'leader', false), member('b', 'follower')])).toBe(false);
    expect(leads('a', [member('a', 'preleader'), member('b', 'follower')])).toBe(false);
    expect(leads('a', [member('a', 'follower'), member('b', 'leader')])).toBe(false);
    expect(leads('a', [member('a', 'leader'), member('b', 'follower')])).toBe(true);
  });
});
