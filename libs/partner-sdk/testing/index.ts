export { messageIn, sampleFeed, type SampleFeed, type Wanted } from './sample-feed.js';
export { sampleHub, type Asked, type SampleHub } from './sample-hub.js';
export { storeContract, type Opened } from './store-contract.js';
