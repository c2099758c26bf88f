import type { Instant, Period } from '../../language.js';

/** From the first instant up to, and not including, the second. */
export const inPeriod = ({ from, until }: Period, at: Instant): boolean =>
  from <= at && (until === undefined || at < until);

const years = (date: string): number => Number(date.slice(0, 4));

/** Completed years on the date of the instant; undefined where the date of birth is unknown or no date. */
export const ageOn = (dateOfBirth: string | undefined, at: Instant): number | undefined => {
  if (dateOfBirth === undefined || !/^\d{4}-\d{2}-\d{2}/.test(dateOfBirth)) return undefined;
  const hadBirthday = at.slice(5, 10) >= dateOfBirth.slice(5, 10);
  return years(at) - years(dateOfBirth) - (hadBirthday ? 0 : 1);
};
