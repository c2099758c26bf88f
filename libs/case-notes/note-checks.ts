import { refuse, type Instant } from '@hub/eventsourcing';
import { CATEGORIES, LABELS, type Category, type Label, type Restriction } from '@hub/sharing';
import type { NotePassage } from './events.js';
import type { InClear, NewPassage, Origin } from './note-commands.js';

const LONGEST_PASSAGE = 20_000;
const LONGEST_REASON = 5_000;

/** Instants compare as text, so one that is written in another way would compare wrongly. */
const checkInstant = (instant: Instant): void => {
  const time = Date.parse(instant);
  if (Number.isNaN(time) || new Date(time).toISOString() !== instant)
    refuse('case-notes/not-an-instant', 'an instant is a real time in UTC with milliseconds and a Z');
};

/** Refuses what is said to have happened after it was recorded. */
export const checkHappened = (at: Instant, now: Instant): void => {
  checkInstant(at);
  if (at > now) refuse('case-notes/in-the-future', 'this cannot be recorded before it happens');
};

/** Refuses codes that the hub does not know: no flow could name them and no rule would notice them. */
export const checkCodes = (category: Category, labels: readonly Label[]): void => {
  if (!Object.hasOwn(CATEGORIES, category))
    refuse('case-notes/unknown-category', 'the hub does not know this category');
  if (!labels.every((label) => LABELS.includes(label)))
    refuse('case-notes/unknown-label', 'the hub does not know this label');
};

export const checkNoAttachments = (attachments: readonly unknown[] = []): void => {
  if (attachments.length > 0)
    refuse('case-notes/attachments-not-supported', 'the hub keeps no attachments yet; nothing of this note was stored');
};

/** The reason may be about anybody in the note, so it belongs to somebody at least. */
export const checkReason = ({ subjects, clear }: InClear): void => {
  if (subjects.length === 0) refuse('case-notes/subject-missing', 'words are about somebody');
  if (clear.trim() === '') refuse('case-notes/reason-missing', 'a reason is needed');
  if (clear.length > LONGEST_REASON) refuse('case-notes/reason-too-long', 'a reason has at most 5,000 characters');
};

/** What may be hidden about one note. An address is protected on the person: what reveals it is in many notes. */
export const checkRestriction = ({ kind, workers, before, period }: Restriction): void => {
  if (kind === 'protected-address')
    refuse('case-notes/restriction-of-another-kind', 'an address is protected for a person, not for a note');
  if (kind === 'named-worker-exclusion' && workers.length === 0)
    refuse('case-notes/worker-missing', 'an exclusion names at least one worker');
  [period.from, period.until, before].filter((instant) => instant !== undefined).forEach(checkInstant);
  if (period.until !== undefined && period.until <= period.from)
    refuse('case-notes/period-reversed', 'a period ends after it starts');
};

const sameSubjects = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));

const checkPassage = ({ subjects, text }: NewPassage): void => {
  if (subjects.length === 0) refuse('case-notes/subject-missing', 'a passage is about somebody');
  if (!sameSubjects(subjects, text.subjects))
    refuse('case-notes/subjects-differ', 'the words of a passage belong to those that it is about');
  if (text.clear.trim() === '') refuse('case-notes/text-missing', 'a passage has words');
  if (text.clear.length > LONGEST_PASSAGE)
    refuse('case-notes/text-too-long', 'a passage has at most 20,000 characters; split it');
};

/** The passages of one version of a note, checked and named. No version uses the name of another's passage. */
export const passagesOf = (
  passages: readonly NewPassage[],
  { noteId, version, origin }: { readonly noteId: string; readonly version: number; readonly origin: Origin },
): readonly NotePassage[] => {
  if (passages.length === 0) refuse('case-notes/passage-missing', 'a note has at least one passage');
  passages.forEach(checkPassage);
  return passages.map((passage, index) => ({
    ...passage,
    id: `${noteId}.${version}.${index}`,
    location: origin === 'written' ? (passage.location ?? 'unreviewed') : 'unreviewed',
  }));
};
