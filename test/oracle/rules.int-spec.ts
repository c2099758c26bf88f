import { readFileSync } from 'node:fs';
import { withoutRule } from '../doors/without-rule.js';
import { withHub, type TestHub } from '../e2e/hub.js';
import { differenceIn, differenceInTrail } from './compare.js';
import { isAsked } from './history.js';
import { recorder, type Put } from './recorder.js';
import { historyOf, START, type Case } from './rules.js';

const cases = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8')) as readonly Case[];

describe('a hub that has forgotten one rule', () => {
  const hub = withHub({ at: START });
  const answers = new Map<Case, { readonly whole: Put; readonly without: Put }>();

  beforeAll(async () => {
    const histories = cases.map(historyOf);
    const timeline = [...new Set(histories.flat().map(({ at }) => at))].sort();
    let drafted = 0;
    const put = await recorder(hub(), {
      // As in the histories themselves, whose names stand in the order in which they are given.
      agreementId: () => `00000000-0000-4000-8000-${String(++drafted).padStart(12, '0')}`,
      puts: async (send, index) => {
        const whole = await send();
        const without = await withoutRule(cases[index]?.rule ?? '', send);
        return [whole, without];
      },
    })(timeline, histories);
    for (const [index, [whole, without]] of put.entries()) {
      const one = cases[index];
      if (one && whole && without) answers.set(one, { whole, without });
    }
  }, 900_000);

  const differs = async (one: Case, put: Put, at: TestHub): Promise<boolean> =>
    (one.shows === 'view' ? differenceIn(put) : await differenceInTrail(at, put)) !== undefined;

  it.each(cases)('answers otherwise than the text says: $rule', async (one) => {
    const { whole, without } = answers.get(one) as { whole: Put; without: Put };
    expect(isAsked(whole.asked)).toBe(true);
    expect(differenceIn(whole)).toBeUndefined();
    expect(await differs(one, without, hub())).toBe(true);
  });
});
