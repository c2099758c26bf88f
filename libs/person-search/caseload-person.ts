import { contentKey, said, type Json, type Shown, type Words } from '@hub/door';
import type { Instant } from '@hub/eventsourcing';
import type { FamilyId, ItemKind, Period, PersonId, WorkerId } from '@hub/sharing';
import type { Considered } from './considered.js';

/** Somebody of a caseload: what the agency itself has recorded; to see what others have, the person is opened. */
export interface CaseloadPerson {
  readonly personId: PersonId;
  /** Those that they belong to now. */
  readonly families: readonly FamilyId[];
  /** When the newest involvement that is open began; missing where none of them shows. */
  readonly since?: Instant;
  /** Who they are; nothing of what is no longer held. */
  readonly says: readonly Json[];
}

/** What the content of a membership and of an involvement says, of which each item of its kind has all. */
interface Membership {
  readonly familyId: FamilyId;
  readonly period: Period;
}
interface Involvement {
  readonly workers: readonly WorkerId[];
  readonly period: Period;
}

type Content = ReadonlyMap<string, Words>;

const contentOf = ({ item, visible }: Shown, content: Content): readonly Json[] =>
  said(visible.permitted.map((passage) => content.get(contentKey({ item: item.id, passage }))));

const ofKind = ({ shown }: Considered, kind: ItemKind, content: Content): readonly Json[] =>
  shown.filter(({ item }) => item.kind === kind).flatMap((one) => contentOf(one, content));

/** The content of items that say more than one thing, which all those of a kind with a period do. */
const recordsOf = (one: Considered, kind: ItemKind, content: Content): readonly object[] =>
  ofKind(one, kind, content).filter((words) => typeof words === 'object' && words !== null);

const holds = ({ from, until }: Period, at: Instant): boolean => from <= at && (until === undefined || at < until);

const sinceIn = (
  involvements: readonly Involvement[],
  worker: WorkerId | undefined,
  at: Instant,
): Instant | undefined =>
  involvements
    .filter(({ workers, period }) => holds(period, at) && (worker === undefined || workers.includes(worker)))
    .map(({ period }) => period.from)
    .sort()
    .at(-1);

/** A person as the list shows them: of what was decided to show, with its words; `worker` where it is their own list. */
export const caseloadPerson = (one: Considered, worker: WorkerId | undefined, content: Content): CaseloadPerson => {
  const { at } = one.request;
  // The people context says what these items hold (`libs/people`, `familyContents` and `personContents`).
  const memberships = recordsOf(one, 'family-member', content) as readonly Membership[];
  const involvements = recordsOf(one, 'involvement', content) as readonly Involvement[];
  const since = sinceIn(involvements, worker, at);
  const families = memberships.filter(({ period }) => holds(period, at)).map(({ familyId }) => familyId);
  return {
    personId: one.personId,
    families: [...new Set(families)].sort(),
    ...(since === undefined ? {} : { since }),
    says: ofKind(one, 'identity', content),
  };
};
