export { catalogueOf } from './catalogue.js';
export { asReadBy, breachesOf } from './evolution.js';
export { goldens, signingWith, testKey, type Golden } from './golden.js';
