import type { Ending } from './outcome.js';
import type { Screen } from './terminal/screen.js';

/** What a command of this run has to do with: the terminal, the environment, the time, the user's patience. */
export interface Session {
  readonly screen: Screen;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Aborted when the user interrupts: finish what is under way, and begin nothing. */
  readonly interrupted: AbortSignal;
  /** The command as it was given, for the user to give again. */
  readonly commandLine: string;
}

/** What a command does, given its options. */
export type Task<O> = (options: O, session: Session) => Promise<Ending>;

/** Makes a commander action of a task. */
export type Does = <O extends object>(task: Task<O>) => (options: O) => Promise<void>;
