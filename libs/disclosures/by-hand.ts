import { refuse } from '@hub/eventsourcing';
import { CATEGORIES, PURPOSES, type Confidential, type PersonId, type Purpose } from '@hub/sharing';
import type { DeclineDisclosure, RecordManualDisclosure } from './commands.js';
import type { DisclosureEvent } from './events.js';

interface Told {
  readonly subjects: readonly PersonId[];
  readonly purpose?: Purpose;
  readonly categories: readonly string[];
  readonly because: Confidential;
}

const isBlank = (words: Confidential): boolean => 'clear' in words && words.clear.trim() === '';

/** What somebody who was not there needs to understand an entry made by hand. */
const understandable = ({ subjects, purpose, categories, because }: Told): void => {
  if (subjects.length === 0) refuse('disclosure/no-subjects', 'an entry says whom it is about');
  if (purpose === undefined) refuse('disclosure/purpose-missing', 'an entry says for what purpose');
  else if (!Object.hasOwn(PURPOSES, purpose))
    refuse('disclosure/unknown-code', 'an entry uses a code that is on no list');
  if (categories.length === 0) refuse('disclosure/no-categories', 'an entry says what it is about');
  if (!categories.every((code) => Object.hasOwn(CATEGORIES, code)))
    refuse('disclosure/unknown-code', 'an entry uses a code that is on no list');
  if (isBlank(because)) refuse('disclosure/reason-missing', 'an entry says why');
};

/** Told by phone, in a meeting, by letter. */
export const toldByHand = ({ now: at, ...told }: RecordManualDisclosure['data']): DisclosureEvent => {
  const { recipient, agencyId, effectiveAt } = told;
  understandable(told);
  if ('outside' in recipient && isBlank(recipient.outside))
    return refuse('disclosure/recipient-missing', 'a disclosure says who was told');
  if ('agencyId' in recipient && recipient.agencyId === agencyId)
    return refuse('disclosure/recipient-is-self', 'what an agency tells itself is no disclosure');
  if (effectiveAt > at)
    return refuse('disclosure/effective-in-future', 'what has not been told yet is not recorded as told');
  return { type: 'ManualDisclosureRecorded', data: { ...told, at } };
};

/** Decided not to share: a reasoned outcome, to be looked at again. */
export const declined = ({ now: at, ...entry }: DeclineDisclosure['data']): DisclosureEvent => {
  understandable(entry);
  if (entry.reviewOn <= at)
    return refuse('disclosure/review-not-in-future', 'the review of what was declined is still to come');
  return { type: 'DisclosureDeclined', data: { ...entry, at } };
};
