export { anySignature, aPartner } from './a-partner.js';
export { eventId, releasing, type Releasing, type ReleasingPorts } from './releasing.js';
