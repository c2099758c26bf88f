// Checks who may import whom: dependency-cruiser over the folders that exist.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './swc.mjs';

const folders = ['apps', 'libs', 'test'].filter((folder) => existsSync(join(root, folder)));
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    ...folders,
    '--config',
    '.dependency-cruiser.cjs',
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
