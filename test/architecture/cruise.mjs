// Cruises the real tree and every fixture tree, each as if it were a checkout; prints the names of the rules that fired.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { forbidden, options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const tsConfig = extractTSConfig(join(root, 'tsconfig.json'));

const firedIn = async (tree) => {
  process.chdir(tree);
  const folders = ['apps', 'libs', 'test'].filter((folder) => existsSync(join(tree, folder)));
  const { output } = await cruise(
    folders,
    {
      ...options,
      tsConfig: { fileName: join(root, 'tsconfig.json') },
      baseDir: tree,
      validate: true,
      ruleSet: { forbidden },
    },
    options.enhancedResolveOptions,
    { tsConfig },
  );
  return [...new Set(output.summary.violations.map(({ rule }) => rule.name))];
};

const fixtures = {};
for (const name of readdirSync(join(here, 'fixtures'))) fixtures[name] = await firedIn(join(here, 'fixtures', name));
console.log(JSON.stringify({ rules: forbidden.map(({ name }) => name), fixtures, real: await firedIn(root) }));
