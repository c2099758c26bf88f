import type { AgencyEvent } from '@hub/agencies';
import {
  consented,
  formed,
  involved,
  noted,
  parentOf,
  partnership,
  registered,
  HEALTH,
  type FactEvent,
} from '@hub/facts/testing';

/** Agencies and their agreement, with one of each agency's ids changed: so that no two tests have the same topic. */
export const agenciesFor = (school: string): readonly FactEvent[] =>
  JSON.parse(JSON.stringify(partnership()).replaceAll('"school"', JSON.stringify(school))) as readonly (AgencyEvent &
    FactEvent)[];

/** A child with a mother who consents and a note that the school may read. */
export const aChild = (school: string, n: number): readonly FactEvent[] => {
  const [child, mother] = [`c${n}`, `m${n}`];
  return [
    registered(child, HEALTH),
    registered(mother, HEALTH, '1990-01-01'),
    parentOf(child, mother),
    involved(child, school),
    ...formed(`f${n}`, child, mother),
    consented(`k${n}`, child, mother),
    noted(`n${n}`, { passages: [{ subjects: [child], text: 'A bruise.' }] }),
  ];
};
