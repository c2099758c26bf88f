export type { ConsentEvent } from './events.js';
export { consent, consentStream, streamOf, type ConsentCommand, type ConsentRecord, type Consents } from './consent.js';
export { consentFacts, consentFactsOf } from './facts.js';
export { consentItem, consentItems } from './items.js';
