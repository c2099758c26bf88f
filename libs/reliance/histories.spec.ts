import fc from 'fast-check';
import { consented, HEALTH, POLICE, SCHOOL, withdrawn, type FactEvent } from '@hub/facts/testing';
import type { Recalled } from './index.js';
import { aHubThatRecalls } from './testing/index.js';

type Hub = Awaited<ReturnType<typeof aHubThatRecalls>>;

const STEPS = ['school-reads', 'police-read', 'health-reads', 'grant', 'withdraw', 'correct'] as const;
type Step = (typeof STEPS)[number];

/** Who was told what, as whoever watched would have written it down. */
const watcher = () => {
  let [consents, version] = [1, 0];
  let inForce = true;
  const relied = new Map<string, Set<string>>();
  const saw = new Map<number, Set<string>>();
  const add = <K>(map: Map<K, Set<string>>, key: K, who: string) => map.set(key, (map.get(key) ?? new Set()).add(who));
  const sorted = (who: Set<string> | undefined) => [...(who ?? [])].sort();

  return {
    consent: () => `k${String(consents)}`,
    version: () => version,
    inForce: () => inForce,
    told(who: string) {
      add(saw, version, who);
      if (who === SCHOOL) add(relied, `k${String(consents)}`, who);
    },
    granted() {
      consents += 1;
      inForce = true;
    },
    withdrew() {
      inForce = false;
      return sorted(relied.get(`k${String(consents)}`));
    },
    corrected() {
      version += 1;
      return sorted(saw.get(version - 1));
    },
  };
};

const correction = (version: number): FactEvent => ({
  type: 'NoteCorrected',
  data: {
    ...{ noteId: 'n1', agencyId: HEALTH, author: 'hv-1', because: { subjects: ['c1'], clear: 'misheard' } },
    passages: [
      {
        ...{ id: `n1.v${String(version)}`, subjects: ['c1'], thirdParties: [], revealsProtectedSource: false },
        ...{ location: 'checked', text: { subjects: ['c1'], clear: 'a fall' } },
      },
    ],
  },
});

const recipients = (recalled: readonly Recalled[]): readonly string[] => recalled.map(({ recipient }) => recipient);

const read = async (step: Step, hub: Hub, watching: ReturnType<typeof watcher>): Promise<void> => {
  if (step === 'health-reads') await hub.byHealth();
  if (step === 'police-read') {
    await hub.byPolice();
    watching.told(POLICE);
  }
  if (step === 'school-reads') {
    await hub.bySchool();
    if (watching.inForce()) watching.told(SCHOOL);
  }
};

/** What the hub said, and what the watcher expected, of each step that may recall somebody. */
const follow = async (steps: readonly Step[]) => {
  const hub = await aHubThatRecalls();
  const watching = watcher();
  const seen: (readonly [found: readonly string[], expected: readonly string[]])[] = [];
  for (const step of steps) {
    await read(step, hub, watching);
    if (step === 'grant') {
      watching.granted();
      await hub.happened(consented(watching.consent(), 'c1', 'm1', { effectiveAt: hub.now() }));
    }
    if (step === 'withdraw' && watching.inForce()) {
      const found = recipients(await hub.recalledBy(withdrawn('c1', watching.consent())));
      seen.push([found, watching.withdrew()]);
    }
    if (step === 'correct') {
      const found = recipients(await hub.recalledBy(correction(watching.version() + 1)));
      seen.push([found, watching.corrected()]);
    }
  }
  return seen;
};

it('exactly those who relied on what has gone are recalled, whatever has happened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 14 }), async (steps) => {
      for (const [found, expected] of await follow(steps)) expect(found).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
