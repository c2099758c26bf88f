import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policies } from './decide.js';

const folder = join(process.cwd(), 'libs/sharing/policy');
const recorded = JSON.parse(readFileSync(join(folder, 'frozen.json'), 'utf8')) as Record<string, string>;

/** One hash over the names and contents of a version's files. */
const hashOf = (version: string): string => {
  const hash = createHash('sha256');
  for (const file of readdirSync(join(folder, version)).sort()) {
    hash.update(`${file}\n${readFileSync(join(folder, version, file), 'utf8')}\n`);
  }
  return hash.digest('hex');
};

it.each(Object.keys(policies))(
  '%s has not changed since it was released (to change a rule, see docs/policy.md)',
  (version) => {
    expect({ [version]: hashOf(version) }).toEqual({ [version]: recorded[version] });
  },
);

it('no released version has gone', () => {
  expect(Object.keys(policies).sort()).toEqual(Object.keys(recorded).sort());
});

it.each(Object.keys(policies))('%s needs nothing but types from outside its folder', (version) => {
  const foreign = readdirSync(join(folder, version)).flatMap((file) =>
    [
      ...readFileSync(join(folder, version, file), 'utf8').matchAll(
        /^(import|export) (type )?[^;]* from '(?!\.\/)[^']*'/gm,
      ),
    ]
      .filter(([, , type]) => type === undefined)
      .map(([line]) => `${file}: ${line}`),
  );
  expect(foreign).toEqual([]);
});
