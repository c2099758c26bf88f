export { askForToken, AUDIENCE, openIdProvider, SECRET, type Providing, type Wish } from './open-id-provider.js';
