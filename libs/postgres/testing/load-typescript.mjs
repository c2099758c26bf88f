// `node --import …/load-typescript.mjs file.ts` runs TypeScript of this repository in a process of its own, without a build.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';
import { root, swcOptions } from '../../../tools/swc.mjs';

if (isMainThread) register(import.meta.url);

const frontDoor = /^@hub\/([\w-]+)(\/testing)?$/;

export const resolve = (specifier, context, next) => {
  const [, lib, testing = ''] = frontDoor.exec(specifier) ?? [];
  if (lib) return next(pathToFileURL(`${root}libs/${lib}${testing}/index.ts`).href, context);
  if (/^\.{1,2}\/.*\.js$/.test(specifier)) {
    const typescript = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(typescript)) return next(typescript.href, context);
  }
  return next(specifier, context);
};

export const load = async (url, context, next) => {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { ...swcOptions, filename, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
};
