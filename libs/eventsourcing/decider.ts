import type { Event } from './event.js';
import type { Folding } from './folding.js';

/** A request to record something, in the imperative. */
export interface Command<T extends string = string, D extends object = object> {
  readonly type: T;
  readonly data: D;
}

/**
 * What may happen, given what has happened. Pure: time, ids and facts arrive in the command.
 *
 * `decide` throws a `Refusal` when the command may not be carried out, and returns no events when there is nothing to
 * add. `evolve` ignores events of other contexts that share the stream.
 */
export interface Decider<S, C extends Command, E extends Event> extends Folding<S, E> {
  decide(command: C, state: S): readonly E[];
}

/** Proves to the compiler that every member of a union has been dealt with; throws if one slips through at run time. */
export const unreachable = (member: never): never => {
  throw new Error(`unexpected member ${JSON.stringify(member)}`);
};
