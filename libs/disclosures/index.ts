export type { Asked, DecidedRequest, DisclosureEvent } from './events.js';
export { disclosure, disclosureStream, streamOf, type Disclosure, type DisclosureCommand } from './disclosure.js';
