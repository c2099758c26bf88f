export { anySignature, aPartner } from './a-partner.js';
export { aPublisher, subscribed, wanted, type Happening, type Publisher } from './a-publisher.js';
export { departuresInMemory } from './departures-in-memory.js';
export { BEGINNING, history } from './histories.js';
export { eventId, releasing, type Releasing, type ReleasingPorts } from './releasing.js';
