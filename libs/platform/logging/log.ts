import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Level } from 'pino';
import { safeError } from './safe-error.js';

type Write = (fields: Readonly<Record<string, unknown>>, sentence: string) => void;

/** Structured lines, without personal data: ids, codes and numbers as fields, and a fixed sentence. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

export const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = Level | 'silent';

export const structuredLog = ({ level, to }: { level: LogLevel; to?: DestinationStream }): Log => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = to ? pino(options, to) : pino(options);
  return {
    debug: (fields, sentence) => logger.debug(fields, sentence),
    info: (fields, sentence) => logger.info(fields, sentence),
    warn: (fields, sentence) => logger.warn(fields, sentence),
    error: (fields, sentence) => logger.error(fields, sentence),
  };
};

/** Nest's own words at start and at an error of wiring. Whatever is no plain sentence may hold data, and is left out. */
export const nestLog = (log: Log): LoggerService => {
  const write =
    (to: Write) =>
    (message: unknown): void => {
      if (typeof message === 'string') to({}, message.slice(0, 500));
      else to(safeError(message), 'from the framework');
    };
  return {
    log: write(log.debug),
    debug: write(log.debug),
    verbose: write(log.debug),
    warn: write(log.warn),
    error: write(log.error),
    fatal: write(log.error),
  };
};
