// Makes the npm package of libs/partner-sdk: `npm run build:partner-sdk [folder]`, then `npm publish <folder>`. It holds what the library
// needs of other libs, compiled, with types; `@hub/…` is made relative.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { root } from './swc.mjs';

const source = join(root, 'libs/partner-sdk');
const target = resolve(process.argv[2] ?? join(root, 'dist/partner-sdk'));
const lib = join(target, 'lib');

const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), {}, ts.sys);
const program = ts.createProgram(
  ['index.ts', 'cli/main.ts'].map((file) => join(source, file)),
  {
    ...config.options,
    ...{ noEmit: false, incremental: false, tsBuildInfoFile: undefined, declaration: true, types: ['node'] },
    ...{ target: ts.ScriptTarget.ES2022, rootDir: join(root, 'libs'), outDir: lib },
  },
);

const hubImport = /(["'])@hub\/([\w-]+)\1/g;

const write = (file, text) => {
  const linked = text.replace(hubImport, (_, quote, name) => {
    const path = relative(dirname(file), join(lib, name, 'index.js'))
      .split(sep)
      .join('/');
    return `${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, linked);
};

rmSync(target, { recursive: true, force: true });
const { diagnostics } = program.emit(undefined, write);
const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (found.length > 0) {
  console.error(
    ts.formatDiagnostics(found, { ...ts.sys, getNewLine: () => '\n', getCanonicalFileName: (name) => name }),
  );
  process.exit(1);
}

const conformance = join(source, 'conformance');
for (const name of readdirSync(conformance).filter((file) => file.endsWith('.json')))
  cpSync(join(conformance, name), join(lib, 'partner-sdk/conformance', name));
for (const name of ['package.json', 'README.md']) cpSync(join(source, name), join(target, name));
cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
const { name, version } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
console.error(`built ${name} ${version} in ${relative(process.cwd(), target) || '.'}`);
