import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { runFolder } from '@hub/postgres/testing';
import Database from 'libsql';
import { messageIn, sampleFeed, sampleHub } from './testing/index.js';

const root = join(import.meta.dirname, '../..');
const run = async (folder: string, command: string, ...args: readonly string[]): Promise<string> => {
  try {
    return (await promisify(execFile)(command, [...args], { cwd: folder })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
};

const blocksOf = (page: string): readonly string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const manifestOf = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

const OPTIONS = [
  ...['--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext'],
  ...['--target', 'es2022', '--types', 'node'],
];

/** Examples of the guide and of the README, each as a file of a partner. */
const examples = [...blocksOf('docs/partners/consuming.md'), ...blocksOf('libs/partner-sdk/README.md')];

const fetching = `example-${examples.findIndex((code) => code.includes('contentOf'))}.js`;

describe('the package of the consumer library', () => {
  const folder = runFolder('partner-package');
  const installed = join(folder, 'node_modules/@concord/partner-sdk');
  const manifest = manifestOf(join(import.meta.dirname, 'package.json'));

  beforeAll(async () => {
    const made = join(folder, 'made');
    await run(root, process.execPath, 'tools/build-partner-sdk.mjs', made);
    await run(folder, 'npm', 'pack', made, '--pack-destination', folder, '--ignore-scripts');
    mkdirSync(installed, { recursive: true });
    const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    await run(folder, 'tar', '-xzf', archive!, '-C', installed, '--strip-components=1');
    mkdirSync(join(folder, 'node_modules/@types'));
    const needed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    for (const name of [...needed, '@types/node', '@types/pg']) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'school', type: 'module' }));
    examples.forEach((code, index) => {
      writeFileSync(join(folder, `example-${index}.ts`), code);
    });
  }, 240_000);

  const compile = (files: readonly string[]): Promise<string> =>
    run(folder, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), ...OPTIONS, ...files);

  it('holds what it needs of other libs, and names nothing that only the hub has', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'kit-1.json']),
    );
    for (const { parentPath, name } of files.filter((entry) => /\.(js|ts)$/.test(entry.name))) {
      expect([name, /["']@hub\//.test(readFileSync(join(parentPath, name), 'utf8'))]).toEqual([name, false]);
    }
    expect(files.some(({ name }) => name.includes('spec') || name.includes('testing'))).toBe(false);
    expect(readdirSync(join(installed, 'lib')).sort()).toEqual(['eventsourcing', 'partner-messages', 'partner-sdk']);
  });

  it('asks for the versions that the hub is tested with', () => {
    const hub = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies: Record<string, string>;
      readonly devDependencies: Record<string, string>;
    };
    const versions = { ...hub.devDependencies, ...hub.dependencies };
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      expect([name, range]).toEqual([name, `^${versions[name]}`]);
    }
  });

  it('has types with which every example of the guide compiles, strictly; and a consumer without onRecall does not', async () => {
    const [readme] = blocksOf('libs/partner-sdk/README.md');
    const without = readme!
      .replace(/ {2}onRecall:.*\n/, '')
      .replace(
        'const consumer',
        '// @ts-expect-error A consumer that does not answer a recall is none.\nconst consumer',
      );
    writeFileSync(join(folder, 'without.ts'), without);
    const files = [...examples.map((_, index) => `example-${index}.ts`), 'without.ts'];
    await compile(files);
  }, 240_000);

  it('is all of the hub that the sample partner needs: copied to a supplier, with the package by its name, it compiles', async () => {
    const sample = join(root, 'apps/sample-partner');
    const files = readdirSync(sample).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    expect(files).toContain('main.ts');
    mkdirSync(join(folder, 'sample'));
    for (const name of files) {
      const code = readFileSync(join(sample, name), 'utf8');
      writeFileSync(join(folder, 'sample', name), code.replaceAll("'@hub/partner-sdk'", "'@concord/partner-sdk'"));
    }
    await compile(files.map((name) => join('sample', name)));
  }, 240_000);

  it('runs with plain Node: the guide’s first examples read a feed, obey a recall, stop, and fetch what is left', async () => {
    const hub = await sampleHub();
    const feed = sampleFeed();
    hub.keySet = feed.keySet;
    const data = (reference: string) => ({ reference, validfrom: '2026-06-30T09:00:00.000Z', category: 'health' });
    const [kept, recalled, gone] = ['note/1', 'note/2', 'note/3'].map((reference) =>
      feed.next({ data: data(reference) }),
    );
    hub.texts.push(kept!, recalled!, gone!, feed.recall(['note/2']));
    hub.recalls.set('r-4', 'nothing yet');
    hub.content.set(messageIn(kept!).id, { passages: [] });

    const file = join(folder, 'school.db');
    const environment = { ...process.env, CONCORD_HUB: hub.url, CONCORD_TOKEN: 'secret', DATABASE: file };
    const start = (...words: readonly string[]) =>
      spawn(process.execPath, [...words], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    const child = start('example-0.js');
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('recalled')) child.kill('SIGTERM');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect([code, lines]).toEqual([0, ['told m-1', 'told m-2', 'told m-3', 'recalled r-4']]);
    expect(hub.recalls.get('r-4')).toBe('in-part');

    const told = new Database(file).prepare('SELECT reference, link FROM told ORDER BY reference').all() as {
      readonly reference: string;
      readonly link: string;
    }[];
    expect(told.map(({ reference }) => reference)).toEqual(['note/1', 'note/3']);
    const opened: string[] = [];
    for (const { link } of told) {
      const looking = start(fetching, link, 'w-7');
      createInterface(looking.stdout).on('line', (line) => opened.push(line));
      await once(looking, 'close');
    }
    expect(opened).toEqual(['told', 'gone']);
    await hub.close();
  }, 120_000);

  it('runs with plain Node: the guide’s last example, and the program, say that it conforms', async () => {
    await run(folder, process.execPath, `example-${examples.length - 2}.js`);
    expect(await run(folder, process.execPath, join(installed, 'lib/partner-sdk/cli/main.js'), 'conformance')).toBe(
      'conforms\n',
    );
  });
});
