import { readFileSync, writeFileSync } from 'node:fs';
import { RULES } from '@hub/sharing';
import { catches, historyOf, hunt, OUT_OF_REACH, type Case } from './rules.js';

const FILE = new URL('rules.json', import.meta.url);
const range = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

/** `CONCORD_HUNT=1` looks for the cases anew: after a change of the histories, or of the rules. */
const hunted = async (): Promise<readonly Case[]> => {
  const all = RULES.map(({ id }) => id).filter((id) => !Object.hasOwn(OUT_OF_REACH, id));
  const found: Case[] = [];
  const missing = (): readonly string[] => all.filter((id) => !found.some(({ rule }) => rule === id));
  found.push(...(await hunt(missing(), range(1, 60), 'anything', 'view')));
  found.push(...(await hunt(missing(), range(1, 60), 'versions', 'view')));
  found.push(...(await hunt(missing(), range(1, 12), 'anything', 'trail')));
  found.push(...(await hunt(missing(), range(61, 300), 'anything', 'view')));
  return found;
};

const cases: readonly Case[] = process.env['CONCORD_HUNT']
  ? await hunted()
  : (JSON.parse(readFileSync(FILE, 'utf8')) as readonly Case[]);
if (process.env['CONCORD_HUNT'])
  writeFileSync(FILE, `[\n${cases.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);

describe('without one rule', () => {
  it.each(cases)('$rule: the $shows differs from what the text says', (one) => {
    expect(catches(historyOf(one), one.rule, one.shows)).toBe(true);
  });

  it('every rule is missed, or is out of reach of the API', () => {
    const known = new Set([...cases.map(({ rule }) => rule), ...Object.keys(OUT_OF_REACH)]);
    expect(RULES.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
  });
});
