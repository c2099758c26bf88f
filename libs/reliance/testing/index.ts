export { aHubThatRecalls } from './a-hub-that-recalls.js';
export { tellingsOver } from './a-telling-index.js';
