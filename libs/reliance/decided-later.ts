import type { ConsentRecord } from '@hub/consents';
import type { Category, Instant } from '@hub/sharing';
import { namesAgency } from './by-hand.js';
import type { Telling, ToldItem } from './told.js';

/** What consents had come to when a cause took some of them away. */
export interface ConsentsBefore {
  /** Had ended before, in whatever way: what was to be told on one of them was told on something else, if at all. */
  readonly over: ReadonlySet<string>;
  /** End with the cause. */
  readonly ending: readonly ConsentRecord[];
}

const isOver = ({ withdrawn, inError, period: { until } }: ConsentRecord, at: Instant): boolean =>
  withdrawn || inError || (until !== undefined && until <= at);

export const consentsBefore = (
  all: readonly ConsentRecord[],
  ending: readonly ConsentRecord[],
  at: Instant,
): ConsentsBefore => ({
  over: new Set(all.filter((one) => isOver(one, at) && !ending.includes(one)).map(({ consentId }) => consentId)),
  ending,
});

/** What was released on a consent that had ended before. */
export const onOver = (told: readonly ToldItem[], { over }: ConsentsBefore): readonly ToldItem[] =>
  told
    .map((item) => ({
      ...item,
      passages: item.passages.filter(({ consents }) => consents.some((one) => over.has(one))),
    }))
    .filter(({ passages }) => passages.length > 0);

/** Whether an item of a message may have been told on one of the consents that end. */
export const mayBeOn =
  ({ ending }: ConsentsBefore, { kept: { request }, recipient }: Telling) =>
  (category: Category | undefined): boolean =>
    ending.some(
      ({ decision, scope }) =>
        decision === 'permit' &&
        scope.purposes.some((purpose) => purpose === request.purpose) &&
        namesAgency(scope, recipient) &&
        (scope.categories === undefined || scope.categories.some((one) => one === category)),
    );
