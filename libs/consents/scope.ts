import { refuse } from '@hub/eventsourcing';
import { CATEGORIES, LABELS, PURPOSES, type ConsentScope } from '@hub/sharing';

const isKnown = ({ categories = [], purposes, exceptLabels }: ConsentScope): boolean =>
  [
    categories.every((code) => Object.hasOwn(CATEGORIES, code)),
    purposes.every((code) => Object.hasOwn(PURPOSES, code)),
    exceptLabels.every((code) => LABELS.includes(code)),
  ].every(Boolean);

/** A scope that covers something and that everybody can read, or a refusal. */
export const readable = (scope: ConsentScope): ConsentScope => {
  if (scope.purposes.length === 0) return refuse('consent/no-purpose', 'a consent names what it is for');
  if (scope.categories?.length === 0 || scope.recipients?.length === 0)
    return refuse('consent/scope-empty', 'a consent covers something: leave out what it does not limit');
  return isKnown(scope) ? scope : refuse('consent/unknown-code', 'a consent uses a code that is on no list');
};
