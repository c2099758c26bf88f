import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '@hub/postgres/testing';

const VERSION = '4.4.0';
const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
/** Beside the packages, wherever this runs from: a build begins with nothing of its own. */
const packages = dirname(dirname(createRequire(import.meta.url).resolve('kafkajs/package.json')));
const cache = join(packages, '.cache/concord', `kafka-${VERSION}`);

const javaVersion = (): number => {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
};

/** What this machine lacks to run a Kafka broker of its own: nothing, with Java 17 and either Maven or what it once copied. */
export const whyNoOwnKafka = (): string | undefined => {
  if (javaVersion() < 17) return 'no Java 17 or later is installed';
  if (existsSync(cache)) return undefined;
  return spawnSync('mvn', ['-v']).status === 0 ? undefined : 'no Maven is installed';
};

const ended = (command: string, args: readonly string[]): Promise<{ status: number | null; said: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (status) => {
      resolve({ status, said });
    });
  });

/** Runs a program to its end; a bad end is an error with the last that it said. */
export const run = async (command: string, args: readonly string[]): Promise<void> => {
  const { status, said } = await ended(command, args);
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${said.slice(-2_000)}`);
};

/** Puts into place what `fill` makes, unless somebody else is first. */
export const madeOnce = async (place: string, fill: (folder: string) => Promise<void>): Promise<string> => {
  if (existsSync(place)) return place;
  mkdirSync(dirname(place), { recursive: true });
  const unfinished = mkdtempSync(`${place}-unfinished-`);
  try {
    await fill(unfinished);
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
};

const taken = (lock: string): boolean => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // Whoever held it was killed.
    if (existsSync(lock) && !isAlive(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
    return false;
  }
};

/** Does something while no other process of this checkout does: two Mavens at once can spoil their common repository. */
const alone = async <T>(lock: string, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) await sleep(200);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

/** What this machine lacks to build a Java program. */
export const whyNoMaven = (): string | undefined => {
  if (spawnSync('javac', ['--version']).status !== 0 || javaVersion() < 17) return 'no Java 17 compiler is installed';
  return spawnSync('mvn', ['-v']).status === 0 ? undefined : 'no Maven is installed';
};

const lock = `${cache}.lock`;

/** Runs Maven to its end, while no other process of this checkout does. */
export const maven = (pomFile: string, ...args: readonly string[]): Promise<void> =>
  alone(lock, () => run('mvn', ['-B', '-q', '-f', pomFile, ...args]));

/** The class path of a Kafka broker; copied from Maven Central the first time (44 MB), and kept below `node_modules/.cache`. */
export const kafkaClassPath = async (): Promise<string> => {
  const lacking = whyNoOwnKafka();
  if (lacking !== undefined) {
    throw new Error(
      `${lacking}: a Kafka for tests is a running one named by KAFKA_BROKERS, or a Docker engine, or Java 17 and Maven`,
    );
  }
  const copy = (folder: string): Promise<void> =>
    run('mvn', [
      '-B',
      '-q',
      '-f',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${folder}`,
      '-DincludeScope=runtime',
    ]);
  return join(existsSync(cache) ? cache : await alone(lock, () => madeOnce(cache, copy)), '*');
};
