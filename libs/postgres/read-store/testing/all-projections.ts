import { allProjections as allOf, type Projection } from '@hub/projections';
import { plainHash } from './a-log-of-events.js';

/** Every projection of the hub, with a stand-in for the keyed hash. */
export const allProjections: readonly Projection[] = allOf(plainHash);
