// Compiles apps, libs and bench to dist/, one JavaScript file per TypeScript file, `@hub/…` made relative; then makes
// programs of what is started: dist/hub.js and dist/concord.js.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { bundle } from './bundle.mjs';
import { isRunning } from './running.mjs';
import { root, swcOptions } from './swc.mjs';

const sources = ['apps', 'libs', 'bench'];
const compiled = /(?<!\.d)\.ts$/;
const leftOut = /\.(int-)?spec\.ts$|\.d\.ts$|\.md$/;

/** Every file below a folder, as paths from the root. */
const filesUnder = async (folder) => {
  const entries = existsSync(join(root, folder))
    ? await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
};

/** Import and export specifiers that name a lib, static and dynamic. */
const libImport = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])@hub\/([\w-]+)(\/testing)?\2/g;

const relativeTo = (file) => (_match, keyword, quote, lib, testing) => {
  const target = relative(dirname(file), join('libs', lib, testing ?? '', 'index.js'))
    .split(sep)
    .join('/');
  return `${keyword}${quote}${target.startsWith('.') ? target : `./${target}`}${quote}`;
};

const compile = async (file, folder) => {
  const target = join(folder, file.replace(compiled, '.js'));
  await mkdir(dirname(target), { recursive: true });
  if (!compiled.test(file)) return copyFile(join(root, file), target);
  const { code, map } = await transformFile(join(root, file), {
    ...swcOptions,
    sourceFileName: relative(dirname(target), join(root, file)).split(sep).join('/'),
  });
  const name = target.slice(target.lastIndexOf(sep) + 1);
  const linked = code.replace(libImport, relativeTo(file));
  const missed = linked.match(/["']@hub\/[^"']*["']/);
  if (missed) throw new Error(`${file}: ${missed[0]} is not a front door of a lib`);
  await writeFile(target, `${linked}\n//# sourceMappingURL=${name}.map\n`);
  await writeFile(`${target}.map`, map);
};

/** Goes on where it is one of these that went wrong. */
const except =
  (...codes) =>
  (error) => {
    if (!codes.includes(error.code)) throw error;
  };

/** What builds that were killed have left beside the folder. */
const removeLeftBeside = async (folder) => {
  const ofBuilds = new RegExp(`^${basename(folder)}\\.(\\d+)(\\.before)?$`);
  for (const name of await readdir(dirname(folder))) {
    const [, pid] = ofBuilds.exec(name) ?? [];
    if (pid && !isRunning(Number(pid))) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
};

/** In one step, so that nobody starts half of it. */
const putInPlace = async (built, folder) => {
  const before = `${built}.before`;
  for (;;) {
    await rename(folder, before).catch(except('ENOENT'));
    await rm(before, { recursive: true, force: true });
    try {
      return await rename(built, folder);
    } catch (error) {
      // Another build was first: this one takes its place.
      except('ENOTEMPTY', 'EEXIST')(error);
    }
  }
};

/** Builds all of it into a folder below the root, and puts it in the place of whatever was there. Gives the number of files that were compiled. */
export const buildInto = async (folder) => {
  // As deep as the folder: what is built says where the sources are from there.
  const unfinished = `${folder}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    await removeLeftBeside(folder);
    const files = (await Promise.all(sources.map(filesUnder))).flat().filter((file) => !leftOut.test(file));
    await Promise.all(files.map((file) => compile(file, unfinished)));
    await bundle(unfinished, { hub: 'apps/hub/main.js', concord: 'apps/cli/main.js' });
    await putInPlace(unfinished, folder);
    return files.length;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const startedAt = performance.now();
  const count = await buildInto(join(root, 'dist'));
  console.error(`built ${count} files in ${Math.round(performance.now() - startedAt)} ms`);
}
