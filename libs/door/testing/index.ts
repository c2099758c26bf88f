export { contentOver } from './a-content-store.js';
export { aHub, asking, familyQuestion, officer, type Hub, type HubOptions } from './a-hub.js';
export { feedEntriesOver } from './feed-entries.js';
