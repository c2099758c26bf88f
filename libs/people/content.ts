import { refuse, type Instant } from '@hub/eventsourcing';
import type { Confidential, PersonId } from '@hub/sharing';
import type { Address, IdentifierScheme, Name } from './events.js';
import { isIdentifier, tidyIdentifier } from './identifiers.js';

/** Personal content on its way in. The log keeps it sealed; no decision depends on sealed content. */
export type InClear<T = string> = Extract<Confidential<T>, { clear: T }>;

/** Refuses content that somebody else's key would open: it would outlive the person's wish to be forgotten. */
const checkAboutAlone = ({ subjects }: InClear<unknown>, personId: PersonId): void => {
  if (subjects.length !== 1 || subjects[0] !== personId)
    refuse('people/content-of-another', 'a person’s own details are about that person alone');
};

const MOST = 200;
const within = (text: string, most = MOST): boolean => text.length <= most;
const blank = (text: string): boolean => text.trim() === '';

/** A name has something in it. One part may be empty: some people have a single name. */
export const checkName = (name: InClear<Name>, personId: PersonId): void => {
  checkAboutAlone(name, personId);
  const { given, family, known = '' } = name.clear;
  if (blank(given) && blank(family)) refuse('people/name-blank', 'a name has at least one part that is not blank');
  if (![given, family, known].every((part) => within(part)))
    refuse('people/name-too-long', 'a part of a name has at most 200 characters');
};

const HOUR = 3_600_000;

/** A date of birth is a real date, not in the future and not more than 130 years ago. */
export const checkDateOfBirth = (dateOfBirth: InClear, personId: PersonId, now: Instant): void => {
  checkAboutAlone(dateOfBirth, personId);
  const date = dateOfBirth.clear;
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date))
    refuse('people/date-of-birth-not-a-date', 'a date of birth is a real date, written year-month-day');
  // In summer a child is born in Britain up to an hour before the date begins in UTC.
  if (midnight > Date.parse(now) + HOUR) refuse('people/date-of-birth-in-the-future', 'nobody is born in the future');
  if (Number(now.slice(0, 4)) - Number(date.slice(0, 4)) > 130)
    refuse('people/date-of-birth-too-early', 'a date of birth is at most 130 years ago');
};

/** An address has at least one line. */
export const checkAddress = (address: InClear<Address>, personId: PersonId): void => {
  checkAboutAlone(address, personId);
  const { lines, postcode = '' } = address.clear;
  if (lines.every(blank)) refuse('people/address-blank', 'an address has at least one line that is not blank');
  if (lines.length > 10 || !lines.every((line) => within(line)) || !within(postcode, 20))
    refuse('people/address-too-long', 'an address has at most 10 lines of 200 characters and a postcode of 20');
};

/** A service has a name. */
export const checkService = (service: InClear, personId: PersonId): void => {
  checkAboutAlone(service, personId);
  if (blank(service.clear)) refuse('people/service-missing', 'an involvement names the service');
  if (!within(service.clear)) refuse('people/service-too-long', 'the name of a service has at most 200 characters');
};

/** The identifier in its one way of writing. The refusal does not repeat the value: it may be somebody else's number. */
export const checkedIdentifier = (scheme: IdentifierScheme, value: InClear, personId: PersonId): InClear => {
  checkAboutAlone(value, personId);
  const tidy = tidyIdentifier(scheme, value.clear);
  if (!isIdentifier(scheme, tidy)) refuse(`people/${scheme}-not-valid`, 'the identifier fails the check of its scheme');
  return { subjects: value.subjects, clear: tidy };
};

/** A reason says something, and is about the people concerned, this person among them. */
export const checkReason = ({ subjects, clear }: InClear, personId: PersonId): void => {
  if (!subjects.includes(personId))
    refuse('people/reason-of-another', 'the reason is about this person, and others at most');
  if (blank(clear)) refuse('people/reason-missing', 'a reason is needed');
  if (!within(clear, 5_000)) refuse('people/reason-too-long', 'a reason has at most 5,000 characters');
};
