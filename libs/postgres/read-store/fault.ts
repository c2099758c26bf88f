import { EventStoreError, type Position, type Recorded } from '@hub/eventsourcing';

/** Connection lost, resources short, shutting down, deadlock or lost race, waited too long for a lock. */
const PASSING_STATES = /^(08|53|57|40|25)|^55P03$/;
const PASSING_CODES = /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN)/;
/** Of `pg`, which gives these no code. */
const PASSING_MESSAGES =
  /^(Connection terminated|timeout exceeded|Query read timeout|Client has encountered a connection)/;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** True when the fault lies with a connection or a server, so that the same again may go well. */
export const isPassing = (error: unknown): boolean => {
  if (error instanceof EventStoreError) return error.code === 'unavailable';
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return (
    PASSING_CODES.test(code) || (code.length === 5 && PASSING_STATES.test(code)) || PASSING_MESSAGES.test(error.message)
  );
};

/** What kind of fault, and where in the code. Never its message, which might quote content. */
export const kindOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'not an error';
  const frame = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return [error.name, codeOf(error), frame?.trim()].filter(Boolean).join(' ');
};

/** An event that a projection cannot take in. */
export interface Failure {
  readonly eventId: string;
  readonly type: string;
  readonly position: Position;
  readonly kind: string;
}

export const failureAt = ({ id, type, position }: Recorded, error: unknown): Failure => ({
  eventId: id,
  type,
  position,
  kind: kindOf(error),
});
