import { refuse, type Command, type Event, type Instant } from '@hub/eventsourcing';
import type { AgencyId, PersonId } from '@hub/sharing';
import type { PersonEvent } from './events.js';

type Member = { readonly type: string; readonly data: object };
type DataOf<M extends Member, T extends M['type']> = Extract<M, { type: T }>['data'];

/** What may happen, one entry per command; the compiler asks for every one. */
export type Decisions<S, C extends Command, E extends Event> = {
  readonly [T in C['type']]: (data: DataOf<C, T>, state: S) => readonly E[];
};

/** What each event changes; the compiler asks for every one. */
export type Changes<S, E extends Event> = {
  readonly [T in E['type']]: (state: S, data: DataOf<E, T>, event: Extract<E, { type: T }>) => Partial<S>;
};

/** One topic of a decider whose commands are too many for one switch. Its state is a part of the whole. */
export interface Topic<S, C extends Command, E extends Event> {
  readonly initial: S;
  readonly decide: Decisions<S, C, E>;
  readonly changes: Changes<S, E>;
}

/** Some of a person's events, by type. */
export type PersonEvents<T extends PersonEvent['type']> = Extract<PersonEvent, { type: T }>;

/** A command about a person, by a worker of an agency. Time and ids come with it. */
export type AboutPerson<T extends string, D extends object> = Command<
  T,
  { readonly personId: PersonId; readonly agencyId: AgencyId; readonly now: Instant } & Readonly<D>
>;

/** Whose stream it is, and which agency's record. Empty until the person is registered. */
export interface Registration {
  readonly id?: PersonId;
  readonly registeredBy?: AgencyId;
}

/** A record of one agency within a stream that all may add to. */
export interface Kept {
  readonly id: string;
  readonly agency: AgencyId;
}

/** Refuses an id that names another record already. */
export const checkUnused = (records: readonly { readonly id: string }[], id: string): void => {
  if (records.some((record) => record.id === id)) refuse('people/id-in-use', 'each record has an id of its own');
};

/** The agency's own record with this id. What one agency has recorded, no other may change. */
export const ownRecord = <R extends Kept>(records: readonly R[], id: string, agency: AgencyId): R => {
  const record = records.find((candidate) => candidate.id === id);
  if (!record) return refuse('people/record-unknown', 'there is no such record');
  if (record.agency !== agency)
    return refuse('people/not-your-record', 'only the agency that recorded this may change it');
  return record;
};

/** The records, with this one changed. */
export const changed = <R extends { readonly id: string }>(
  records: readonly R[],
  id: string,
  change: (record: R) => R,
): readonly R[] => records.map((record) => (record.id === id ? change(record) : record));
