import type { AgencyId, Ground, Outcome, PersonId, Purpose, Request, RoleCode } from '@hub/sharing';
import { PARTNERSHIP } from './partnership.js';
import { NOW, worldOf, type Change, type World } from './world.js';

/** Who asks, about whom, why. */
export interface Asking {
  readonly agency: AgencyId;
  readonly role: RoleCode;
  /** The agency's Anna, unless it says otherwise. */
  readonly worker?: string;
  readonly about: readonly PersonId[];
  readonly purpose?: Purpose;
  readonly ground?: Ground;
  readonly gateway?: string;
  readonly override?: string;
  readonly action?: Request['action'];
}

/** One row of the table: a sentence, what was recorded, who asks, and what is to come of it. */
export interface Scenario {
  readonly id: string;
  readonly name: string;
  readonly asks: Asking;
  readonly given: readonly Change[];
  /** The outcome in the trail. */
  readonly decided: Outcome;
  /** Codes that must be among the decision's reasons, obligations or the items' onward codes. */
  readonly because: readonly string[];
  /** Codes that must not be. */
  readonly never?: readonly string[];
  /** Codes that the caller must not learn. */
  readonly untold?: readonly string[];
  /** Passages shown, shown as a gap, and left out without trace: every passage of every note in one of them. */
  readonly shows?: readonly string[];
  readonly masks?: readonly string[];
  readonly omits?: readonly string[];
  /** Where the first passage shown comes from: `own`, `override`, or `agreement/version/flow`. */
  readonly via?: string;
  /** Consents of these grantors are relied on; only checked where it is said. */
  readonly reliesOn?: readonly PersonId[];
  /** What the caller is answered: an outcome, or 404 as of a person who does not exist. */
  readonly answered: Outcome | 404;
  /** Why no other door can say this. */
  readonly onlyAtTheDecision?: string;
  /** The status by which HTTP turns such a caller away by itself: nothing is decided, and nothing recorded. */
  readonly turnedAway?: 401 | 403;
}

const recorded = new WeakMap<Scenario['given'], World>();

/** Everything that has been recorded when a scenario asks. */
export const worldOfScenario = ({ given }: Pick<Scenario, 'given'>): World => {
  const known = recorded.get(given);
  if (known !== undefined) return known;
  const world = worldOf([PARTNERSHIP, ...given]);
  recorded.set(given, world);
  return world;
};

/** The scenario's request. */
export const requestOf = ({ asks }: Pick<Scenario, 'asks'>): Request => ({
  agency: asks.agency,
  worker: asks.worker ?? `${asks.agency}-anna`,
  role: asks.role,
  action: asks.action ?? 'view',
  subjects: asks.about,
  ...(asks.purpose && { purpose: asks.purpose }),
  ...(asks.ground && { ground: asks.ground }),
  ...(asks.gateway && { claimedGateway: asks.gateway }),
  ...(asks.override && { override: asks.override }),
  at: NOW,
  channel: 'api',
});
