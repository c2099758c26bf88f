import type { DecidedRequest } from '@hub/disclosures';
import type { Gathered } from '@hub/facts';
import type { Asking } from './question.js';

/**
 * What is said of a ground, on its way to be sealed with those who are asked about.
 *
 * Nobody's key seals words about whom nobody knows; so they are not kept.
 */
export const groundSaid = (
  { groundWords, groundReference }: Pick<Asking, 'groundWords' | 'groundReference'>,
  { facts, subjects: asked }: Pick<Gathered, 'facts' | 'subjects'>,
): Pick<DecidedRequest, 'groundWords' | 'groundReference'> => {
  const subjects = facts.people.map(({ id }) => id).filter((id) => asked.includes(id));
  if (subjects.length === 0) return {};
  return {
    ...(groundWords !== undefined && { groundWords: { subjects, clear: groundWords } }),
    ...(groundReference !== undefined && { groundReference: { subjects, clear: groundReference } }),
  };
};
