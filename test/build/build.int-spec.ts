/** The build that `npm start` begins with. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { built } from '../built.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = join(root, 'node_modules');
const first = dirname(built('hub'));
/** As deep as the first: a program says how far it is to the sources. */
const folder = `${first}.again`;

const node = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] }, stdio: 'ignore' });

const tool = (call: string): ChildProcess =>
  node(
    ...['--input-type=module', '-e'],
    `import { buildInto } from './tools/build.mjs'; import { bundle } from './tools/bundle.mjs'; await ${call};`,
  );

const build = (): ChildProcess => tool(`buildInto(${JSON.stringify(folder)})`);

const codeOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'close'))[0];

/** What builds keep there for as long as they are under way. */
const beside = (): readonly string[] =>
  readdirSync(dirname(folder)).filter((name) => name.startsWith(`${basename(folder)}.`));

const filesIn = (of: string): readonly string[] =>
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(of.length + 1))
    .sort();

const hashesIn = (of: string): ReadonlyMap<string, string> =>
  new Map(
    filesIn(of).map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(of, file)))
        .digest('hex'),
    ]),
  );

const remove = (name: string): void => rmSync(join(dirname(folder), name), { recursive: true, force: true });

describe('a build', () => {
  afterAll(() => [basename(folder), ...beside()].forEach(remove));

  it('gives whole programs where two build at once, the same byte for byte', async () => {
    expect(await Promise.all([build(), build()].map(codeOf))).toEqual([0, 0]);
    expect(hashesIn(folder)).toEqual(hashesIn(first));
    expect(beside()).toEqual([]);
  });

  it('that is killed leaves what was there as it was, and the next one leaves nothing of it', async () => {
    const killed = build();
    while (beside().length === 0) await sleep(5);
    killed.kill('SIGKILL');
    await codeOf(killed);
    expect(beside()).toHaveLength(1);
    expect(hashesIn(folder)).toEqual(hashesIn(first));
    expect(await codeOf(build())).toBe(0);
    expect(beside()).toEqual([]);
  });

  it('makes programs that know from which source each of their lines is', () => {
    const maps = filesIn(first).filter((file) => /^((hub|concord)\.js|parts\/.*)\.map$/.test(file));
    const sourcesOf = (map: string): readonly string[] => {
      const { sources } = JSON.parse(readFileSync(join(first, map), 'utf8')) as { sources: readonly string[] };
      return sources.map((source) => resolve(dirname(join(first, map)), source));
    };
    const ours = maps.flatMap(sourcesOf).filter((file) => !file.startsWith(packages));
    expect(ours).toContain(join(root, 'apps/hub/main.ts'));
    expect(ours.filter((file) => !existsSync(file) || !file.endsWith('.ts'))).toEqual([]);
  });

  it('makes programs that hold bodies against their classes', async () => {
    const program = `import { IsString } from 'class-validator';
      import { strictValidation } from './libs/platform/http/strict-validation.js';
      class Body {}
      IsString()(Body.prototype, 'name');
      const body = await strictValidation().transform({ name: 'x' }, { type: 'body', metatype: Body });
      process.exitCode = body instanceof Body ? 0 : 1;`;
    writeFileSync(join(folder, 'source.js'), program);
    expect(await codeOf(tool(`bundle(${JSON.stringify(folder)}, { probe: 'source.js' })`))).toBe(0);
    expect(await codeOf(node(join(folder, 'probe.js')))).toBe(0);
  });
});
