import { refuse, type Instant } from '@hub/eventsourcing';
import type { Period } from '@hub/sharing';

/** Instants compare as text, so one that is written in another way would compare wrongly. */
const checkInstant = (instant: Instant): void => {
  const time = Date.parse(instant);
  if (Number.isNaN(time) || new Date(time).toISOString() !== instant)
    refuse('people/not-an-instant', 'an instant is a real time in UTC with milliseconds and a Z');
};

/** Refuses what is said to have happened after it was recorded. */
export const checkHappened = (at: Instant, now: Instant): void => {
  checkInstant(at);
  if (at > now) refuse('people/in-the-future', 'this cannot be recorded before it happens');
};

/** Refuses an end before the start. At the start is how a mistaken record is ended: it never held. */
export const checkEnd = (from: Instant, until: Instant): void => {
  checkInstant(from);
  checkInstant(until);
  if (until < from) refuse('people/period-reversed', 'a period does not end before it starts');
};

/** Refuses a period that is given and never holds: it ends before it starts, or as it starts. */
export const checkPeriod = ({ from, until }: Period): void => {
  checkInstant(from);
  if (until === undefined) return;
  checkInstant(until);
  if (until <= from) refuse('people/period-reversed', 'a period ends after it starts');
};

/** The period, ended at this instant unless it ends before. */
export const endedAt = ({ from, until }: Period, at: Instant): Period => ({
  from,
  until: until !== undefined && until < at ? until : at,
});

/** Whether the period holds at this instant: `from` is in it, `until` is not. */
export const holdsAt = ({ from, until }: Period, at: Instant): boolean =>
  from <= at && (until === undefined || at < until);
