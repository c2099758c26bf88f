import type { HubApi } from './hub-api.js';

/** A pupil as the school knows them, with the id by which the hub knows their record. */
export interface Pupil {
  readonly name: string;
  readonly person: string;
}

/** Who of the school's pupils a message is about: `subject` is a name made for this school alone. */
export interface Roll {
  nameOf(subject: string): Promise<string | undefined>;
}

export const rollOf = (pupils: readonly Pupil[], { referenceOf }: Pick<HubApi, 'referenceOf'>): Roll => {
  const names = new Map<string, string>();
  const look = async (): Promise<void> => {
    for (const { name, person } of pupils) {
      const reference = await referenceOf(person);
      if (reference !== undefined) names.set(reference, name);
    }
  };
  return {
    nameOf: async (subject) => {
      // Asked again for a name that is new: a pupil may have come to the hub since.
      if (!names.has(subject)) await look();
      return names.get(subject);
    },
  };
};
