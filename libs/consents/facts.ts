import { fold } from '@hub/eventsourcing';
import type { ConsentFacts } from '@hub/sharing';
import { consent, type ConsentRecord, type Consents } from './consent.js';
import type { ConsentEvent } from './events.js';

/**
 * What was entered in error is no fact. But a permission that was withdrawn stays withdrawn even so: the grantor has
 * said no, and an older permission must not come back to life because of somebody's slip.
 */
const isFact = ({ inError, withdrawn, decision }: ConsentRecord): boolean =>
  !inError || (withdrawn && decision === 'permit');

const factOf = ({ consentId: id, agencyId: _agency, inError: _error, ...facts }: ConsentRecord): ConsentFacts => ({
  id,
  ...facts,
});

/** What a decision may know about a person's consents, in the order of the log. */
export const consentFactsOf = (consents: Consents): readonly ConsentFacts[] => consents.filter(isFact).map(factOf);

/** The same, from the person's events. */
export const consentFacts = (history: readonly ConsentEvent[]): readonly ConsentFacts[] =>
  consentFactsOf(fold(consent, history));
