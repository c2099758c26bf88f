import type { FactsGatherer } from '@hub/facts';
import type { AgencyId, Instant, PersonId } from '@hub/sharing';
import { toldIds, type KeyedHash, type ToldIds } from './told-ids.js';

/** The ids by which an agency is told, as of now, of people whom it did not ask about. */
export type PeopleTold = (agency: AgencyId, people: readonly PersonId[]) => Promise<Pick<ToldIds, 'people'>>;

export interface PeopleToldPorts {
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly now: () => Instant;
  readonly hash: KeyedHash;
}

export const peopleTold =
  ({ facts, now, hash }: PeopleToldPorts): PeopleTold =>
  async (agency, people) =>
    toldIds({ agency, hash }, await facts.gather({ people, notes: false, at: now() }), []);
