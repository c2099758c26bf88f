import type { MatchReason } from '@hub/people';

const DAY = 86_400_000;

/** Day and month the other way round. */
const turned = (date: string): string => date.replace(/-(\d\d)-(\d\d)$/, '-$2-$1');

const digitsApart = (one: string, other: string): number =>
  one.split('').filter((digit, index) => digit !== other[index]).length;

/** Near: a day apart, one digit apart, or day and month the other way round. */
export const birthAgreement = (
  one: string | undefined,
  other: string | undefined,
): MatchReason['agreement'] | undefined => {
  if (!one || !other) return undefined;
  if (one === other) return 'same';
  const dayApart = Math.abs(Date.parse(one) - Date.parse(other)) === DAY;
  return dayApart || turned(one) === other || digitsApart(one, other) === 1 ? 'near' : 'different';
};
