import { spawn } from 'node:child_process';

// Stays beside the program and ends it when whoever started it is gone, by whatever end: then nobody holds the pipe any more.
const GUARD = `exec 3<&0
"$@" </dev/null 2>&1 3<&- &
program=$!
echo "pid $program"
{ cat <&3 >/dev/null; kill -9 $program; } 2>/dev/null &
guard=$!
exec 3<&-
wait $program
status=$?
kill $guard
exit $status`;

/** A program that lives no longer than this process. */
export interface Guarded {
  readonly pid: number;
  /** Resolves once it has ended and all that it said has arrived. */
  readonly ended: Promise<void>;
  /** The last that it said. */
  said(): string;
}

/** Starts a program that ends with this process, also when this process is killed. */
export const startGuarded = (command: string, args: readonly string[]): Promise<Guarded> =>
  new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-c', GUARD, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    let said = '';
    shell.once('exit', () => shell.stdin.destroy());
    const ended = new Promise<void>((done) => {
      shell.once('close', () => done());
    });
    shell.once('error', reject);
    shell.stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      const pid = /^pid (\d+)$/m.exec(said)?.[1];
      if (pid !== undefined) resolve({ pid: Number(pid), ended, said: () => said });
    });
  });
