import { logProcess, type LogProcess, type LogProcessParts } from './log-process.js';
import { matching, type MatchingParts } from './matching.js';

export interface MatchProcessParts extends Pick<LogProcessParts, 'pools' | 'waitFor' | 'log'>, MatchingParts {}

/** Whoever is being answered goes first: nobody waits for a proposal. */
const LINGER = 100;

/** Follows the log: whoever becomes known is compared with others, and whoever a steward says are one are linked. */
export const matchProcess = ({ pools, waitFor, log, ...parts }: MatchProcessParts): LogProcess => {
  const following = { linger: LINGER };
  const { store } = parts;
  return logProcess({ name: 'matching', store, pools, waitFor, log, following, carryOut: matching(parts) });
};
