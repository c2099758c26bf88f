// What suites start as processes of their own: built once for all of them, by the build that ships, and removed after them.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildInto } from './build.mjs';
import { isRunning } from './running.mjs';
import { root } from './swc.mjs';

const BUILDS = join(root, 'node_modules/.cache/concord-tests');

/** Those of runs that were killed, finished or not. */
const left = () => (existsSync(BUILDS) ? readdirSync(BUILDS).filter((pid) => !isRunning(parseInt(pid))) : []);

const remove = (pid) => rmSync(join(BUILDS, pid), { recursive: true, force: true });

export default async () => {
  left().forEach(remove);
  const pid = String(process.pid);
  process.once('exit', () => remove(pid));
  await buildInto(join(BUILDS, pid));
  process.env.CONCORD_TEST_BUILD = join(BUILDS, pid);
};
