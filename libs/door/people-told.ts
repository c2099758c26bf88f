import type { FactsGatherer } from '@hub/facts';
import type { AgencyId, Instant, PersonId } from '@hub/sharing';
import { toldIds, type KeyedHash, type ToldIds } from './told-ids.js';

/** The ids by which an agency is told, as of now, of people whom it did not ask about; each as if by itself. */
export type PeopleTold = (agency: AgencyId, people: readonly PersonId[]) => Promise<Pick<ToldIds, 'people'>>;

/** By which ids of somebody entries made by hand are looked for. */
export interface Sought {
  /** In those that the agency has made itself. */
  readonly own: readonly PersonId[];
  /** In those by which another agency says that it has told this one. */
  readonly told: readonly PersonId[];
}

/** The same person by the ids of all their records, as far as an agency may find them by the one that it looks for. */
export type RecordsSought = (agency: AgencyId, person: PersonId) => Promise<Sought>;

export interface PeopleToldPorts {
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly now: () => Instant;
  readonly hash: KeyedHash;
}

export const peopleTold =
  ({ facts, now, hash }: PeopleToldPorts): PeopleTold =>
  async (agency, people) => {
    const gathered = await facts.gather({ people, notes: false, at: now() });
    return toldIds({ agency, hash }, { ...gathered, asked: [] }, []);
  };

/**
 * INVARIANT: what is found by an id tells of no record that the agency does not know. By a record that it has a part in it
 * finds what it was told about any of the person's, and what it has recorded about those that it has a part in; by any
 * other id, what names that very id.
 */
export const recordsSought =
  ({ facts, now }: Omit<PeopleToldPorts, 'hash'>): RecordsSought =>
  async (agency, person) => {
    const { recordsOf, partIn } = await facts.gather({ people: [person], notes: false, at: now() });
    const records = recordsOf(person);
    const own = records.filter((record) => partIn(agency, record) !== undefined);
    return own.includes(person) ? { own, told: records } : { own: [person], told: [person] };
  };
