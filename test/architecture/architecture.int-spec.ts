import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const cruised = JSON.parse(
  execFileSync(process.execPath, [join(import.meta.dirname, 'cruise.mjs')], { encoding: 'utf8' }),
) as {
  readonly rules: readonly string[];
  readonly fixtures: Record<string, readonly string[]>;
  readonly real: readonly string[];
};

describe('the architecture', () => {
  it('has a rule for every fixture and a fixture for every rule', () => {
    expect(readdirSync(join(import.meta.dirname, 'fixtures')).sort()).toEqual([...cruised.rules].sort());
  });

  it.each(cruised.rules)('%s fires where it is broken, and alone', (rule) => {
    expect(cruised.fixtures[rule]).toEqual([rule]);
  });

  it('is kept by the real tree', () => {
    expect(cruised.real).toEqual([]);
  });
});
