import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const ownRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** A hub in a process of its own, what it said so far, and how to wait for more. */
export interface HubProcess {
  readonly process: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves to the first line that begins so, said already or later; rejects when the process ends without it. */
  line(beginning: string): Promise<string>;
  /** Resolves once the process has ended. */
  readonly ended: Promise<void>;
}

/** Starts a hub of a checkout on a data directory: under `load`, or `idle` until it is told to stop. */
export const runHub = (
  dataDir: string,
  mode: 'load' | 'idle',
  { root = ownRoot }: { readonly root?: string } = {},
): HubProcess => {
  const testing = join(root, 'libs', 'postgres', 'testing');
  const child = spawn(
    process.execPath,
    ['--import', join(testing, 'load-typescript.mjs'), join(testing, 'hub-process.ts'), dataDir, mode],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  let complaints = '';
  let over = false;
  child.stdout.on('data', (chunk: Buffer) => {
    const pieces = (rest + chunk.toString()).split('\n');
    rest = pieces.pop() ?? '';
    lines.push(...pieces);
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      over = true;
      for (const listener of listeners) listener();
      resolve();
    }),
  );
  return {
    process: child,
    lines,
    ended,
    line: (beginning) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => line.startsWith(beginning));
          if (found === undefined && !over) return;
          listeners.delete(look);
          if (found === undefined) reject(new Error(`the hub ended without saying \`${beginning}\`: ${complaints}`));
          else resolve(found);
        };
        listeners.add(look);
        look();
      }),
  };
};
