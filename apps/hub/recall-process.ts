import type { Recorded } from '@hub/eventsourcing';
import { isCause } from '@hub/reliance';
import { setTimeout as sleep } from 'node:timers/promises';
import { raisingRecalls, type RecallParts } from '../publisher/index.js';
import { logProcess, type LogProcess, type LogProcessParts, type Running } from './log-process.js';

export interface RecallProcessParts extends Pick<LogProcessParts, 'pools' | 'waitFor' | 'log'>, RecallParts {
  /** Milliseconds after which every answer that was under way has left, or has been recorded as void. */
  readonly settling?: number;
  /** Takes note of how far feeds have left by now; `reliance` goes by the last note. */
  readonly lookWhatLeft: () => Promise<void>;
}

const SETTLING = 3_000;
const LINGER = 100;

/**
 * Follows the log: whoever was told what has gone is told so.
 *
 * Of an answer that was under way it is not known yet whether it left. What did not leave is not recalled: a recall would
 * tell of it. So a cause waits for a moment.
 */
export const recallProcess = ({
  pools,
  waitFor,
  log,
  settling = SETTLING,
  lookWhatLeft,
  ...parts
}: RecallProcessParts): LogProcess => {
  const raise = raisingRecalls(parts);
  const { store, clock } = parts;

  /** How long until what was under way when the newest cause was recorded has come to its end. */
  const stillUnderWay = (causes: readonly Recorded[]): number => {
    const now = clock().getTime();
    const waits = causes.map(({ recordedAt }) => settling - (now - Date.parse(recordedAt)));
    return Math.min(settling, Math.max(0, ...waits));
  };

  const carryOut = async (batch: readonly Recorded[], { stopping, isShown }: Running): Promise<void> => {
    const causes = batch.filter(isCause);
    if (causes.length === 0) return;
    await sleep(stillUnderWay(causes), undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return;
    // INVARIANT: before the end of the log that the index has to show. What became void before anything after it left shows as void then.
    await lookWhatLeft();
    if (await isShown(await store.head())) await raise(causes);
  };

  return logProcess({ name: 'recalls', store, pools, waitFor, log, following: { linger: LINGER }, carryOut });
};
