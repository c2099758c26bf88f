import type { AgencyId, PersonId } from '@hub/sharing';
import type { CauseEvent, Of } from './any-event.js';
import type { Draft } from './draft.js';
import type { Reference } from './references.js';

const RAISED = 'org.concord.recall.raised.v1';

/** A message is thin: of a recall of very much there are several, each with some of the names. */
const MOST_NAMES = 20;

/** Whom a recall concerns, by an id that its recipient knows. */
export const recalledPerson = ({ knownAs, subjects }: Of<'RecallRaised'>['data']): PersonId =>
  knownAs[0] ?? subjects[0] ?? '';

const namesIn = ({ scope }: Of<'RecallRaised'>['data']): readonly string[] => [
  ...new Set([
    ...scope.items.flatMap(({ references }) => references),
    ...scope.byHand.map((entry) => `disclosure-${entry}`),
  ]),
];

const inParts = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / MOST_NAMES) }, (_, n) =>
    names.slice(n * MOST_NAMES, (n + 1) * MOST_NAMES),
  );

/**
 * What the recipient of a recall is told of it in its feed: by the names under which it was told, without why. It rests on no
 * permission, for it says nothing new about anybody.
 */
export const recallNews = (cause: CauseEvent, agency: AgencyId, reference: Reference): readonly Draft[] => {
  if (cause.type !== 'RecallRaised' || cause.data.agencyId !== agency) return [];
  const { recallId, obligation, basis, due } = cause.data;
  const key = reference('person', recalledPerson(cause.data));
  const all = inParts(namesIn(cause.data));
  const parts = all.length;
  return all.map((references, part) => ({
    ...{ type: RAISED, cause, key, time: cause.recordedAt, subject: `person/${key}`, part },
    dataOf: () => ({
      ...{ recall: recallId, references, obligation, ...(basis !== undefined && { basis }), due },
      ...{ part: part + 1, parts },
    }),
  }));
};
