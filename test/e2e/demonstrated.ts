import { NOTES } from '../../apps/hub/demo/notes.js';
import { FAMILIES } from '../../apps/hub/demo/people.js';
import { tell, tellBody } from '../logs/index.js';

/** The demonstration tells it by itself: no agent of the suite does. The town is in the names of its agencies as well. */
export const tellDemonstration = (): void => {
  for (const person of FAMILIES.flatMap(({ members }) => members)) {
    tellBody(person);
    tell(person.born, person.address?.[0]);
  }
  tellBody(NOTES);
};
