import { caseload } from './caseload.js';
import { content } from './content.js';
import { feed } from './feed.js';
import { items } from './items.js';
import { matches } from './matches.js';
import { peopleSearch, type HashOfTerm } from './people-search.js';
import type { Projection } from './projection.js';
import { recalls } from './recalls.js';
import { tellings } from './tellings.js';
import { trail } from './trail.js';

/** Every projection of the hub: what follows the log, and what an operator can make anew and verify. */
export const allProjections = (hash: HashOfTerm): readonly Projection[] => [
  items,
  content,
  caseload,
  peopleSearch(hash),
  trail,
  matches,
  feed,
  tellings,
  recalls,
];
