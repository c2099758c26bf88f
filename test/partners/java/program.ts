import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { maven } from '@hub/kafka/testing';

const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
const built = fileURLToPath(new URL('../../../node_modules/.cache/concord/partner-in-java', import.meta.url));

export interface JavaProgram {
  /** The lines that it says to this. */
  run(...args: readonly string[]): Promise<readonly string[]>;
  /** The name of a file that holds this. */
  file(name: string, text: string): string;
}

/** The partner's reader in Java, built by Maven before a suite; the first time it fetches what it is built on. */
export const withJavaProgram = (): JavaProgram => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-java-'));
  beforeAll(() => maven(pom, `-Dfolder=${built}`, 'compile', 'dependency:copy-dependencies'), 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const classPath = [join(built, 'classes'), join(built, 'dependency', '*')].join(delimiter);
  return {
    run: async (...args) => {
      const options = { maxBuffer: 1e8, timeout: 50_000 };
      const { stdout } = await promisify(execFile)('java', ['-cp', classPath, 'partner.Main', ...args], options);
      return stdout.trimEnd().split('\n');
    },
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
};
