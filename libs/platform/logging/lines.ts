import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Lines of the log on their way to whoever reads them. */
export interface LogLines {
  write(line: string): void;
  /** Resolves once all of it has been handed on, nobody reads any more, or so many milliseconds have passed. */
  end(milliseconds: number): Promise<void>;
}

/** Bytes that wait for a reader who does not read. What comes on top of that is lost, and counted. */
const MOST_WAITING = 8 * 1024 * 1024;

const lostLine = (lines: number, time: string): string =>
  `${JSON.stringify({ level: 'warn', time, lines, msg: 'lines were lost, because nobody read this log for a while' })}\n`;

/**
 * Lines for a stream such as `process.stdout`, for which nobody waits: a reader who stands still, or has gone, holds up neither
 * a share nor the end of the hub. (`pino` by itself writes a line while everything else waits, for as long as a pipe is full;
 * and where the reader has gone, for ever, when the process ends.)
 */
export const logLines = (to: Writable, clock: () => Date, most = MOST_WAITING): LogLines => {
  let isGone = false;
  let lost = 0;
  // A disk that is full may have room again; a reader who has gone does not come back.
  to.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') isGone = true;
    else lost += 1;
  });

  return {
    write(line) {
      if (isGone) return;
      if (to.writableLength + line.length > most) {
        lost += 1;
        return;
      }
      if (lost > 0) to.write(lostLine(lost, clock().toISOString()));
      lost = 0;
      to.write(line);
    },
    async end(milliseconds) {
      if (isGone || to.writableLength === 0) return;
      const late = new AbortController();
      const handedOn = new Promise<void>((resolve) => void to.write('', () => resolve()));
      await Promise.race([handedOn, sleep(milliseconds, undefined, { signal: late.signal }).catch(() => undefined)]);
      late.abort();
    },
  };
};
