import { bars } from './rows/bars.js';
import { cases } from './rows/cases.js';
import { consents } from './rows/consents.js';
import { flows } from './rows/flows.js';
import { items } from './rows/items.js';
import { overrides } from './rows/overrides.js';
import { requests } from './rows/requests.js';
import { schemes } from './rows/schemes.js';
import type { Scenario } from './scenario.js';

/** The one table of what the hub shares and what not, read by every door. A rule is added with its rows. */
export const scenarios: readonly Scenario[] = [
  ...cases,
  ...schemes,
  ...requests,
  ...bars,
  ...flows,
  ...consents,
  ...items,
  ...overrides,
];
