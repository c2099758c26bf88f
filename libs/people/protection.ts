import { refuse, takenEffect, type Instant } from '@hub/eventsourcing';
import type { ConflictOfInterest, HarmFinding, Restriction, WorkerId } from '@hub/sharing';
import { checkReason, type InClear } from './content.js';
import { checkEnd, checkHappened, checkPeriod } from './times.js';
import {
  changed,
  checkUnused,
  ownRecord,
  type AboutPerson,
  type Kept,
  type PersonEvents,
  type Topic,
} from './topic.js';

/** What keeps information about the person from others. */
export type ProtectionCommand =
  | AboutPerson<'ImposeRestriction', { restriction: Restriction; because?: InClear }>
  | AboutPerson<'LiftRestriction', { restrictionId: string; at: Instant }>
  | AboutPerson<'DeclareConflict', { worker: WorkerId }>
  | AboutPerson<'InferConflict', { worker: WorkerId }>
  | AboutPerson<'ClearConflict', { worker: WorkerId }>
  | AboutPerson<'RecordHarmFinding', { finding: HarmFinding; because: InClear }>
  | AboutPerson<'CloseHarmFinding', { findingId: string }>;

export type ProtectionEvent = PersonEvents<
  | 'RestrictionImposed'
  | 'RestrictionLifted'
  | 'ConflictOfInterestRecorded'
  | 'ConflictOfInterestCleared'
  | 'HarmFindingRecorded'
  | 'HarmFindingClosed'
>;

export interface Protection {
  readonly restrictions: readonly (Kept & { readonly restriction: Restriction; readonly liftedAt?: Instant })[];
  /** One per worker and agency: what one agency clears, another may still uphold. */
  readonly conflicts: readonly (Kept & ConflictOfInterest)[];
  readonly harmFindings: readonly (Kept & { readonly finding: HarmFinding; readonly closed: boolean })[];
}

const checkRestriction = ({ kind, custodians, workers, before, period }: Restriction): void => {
  if (kind === 'police-handling')
    refuse('people/restriction-of-another-kind', 'a police handling condition belongs on the note that it is about');
  if (kind === 'protected-address' && custodians.length === 0)
    refuse('people/custodian-missing', 'a protected address needs somebody who may know it');
  if (kind === 'named-worker-exclusion' && workers.length === 0)
    refuse('people/worker-missing', 'an exclusion names at least one worker');
  checkPeriod(period);
  if (before !== undefined) checkPeriod({ from: before });
};

/** Records a conflict, unless this agency has recorded as much: a declared one says more than an inferred one. */
const conflict = (
  { now: _, ...record }: Extract<ProtectionCommand, { type: 'DeclareConflict' }>['data'],
  { conflicts }: Protection,
  kind: ConflictOfInterest['kind'],
): readonly ProtectionEvent[] => {
  const found = conflicts.find((one) => one.worker === record.worker && one.agency === record.agencyId);
  if (found?.kind === kind || found?.kind === 'declared') return [];
  return [{ type: 'ConflictOfInterestRecorded', data: { ...record, kind } }];
};

export const protection: Topic<Protection, ProtectionCommand, ProtectionEvent> = {
  initial: { restrictions: [], conflicts: [], harmFindings: [] },

  decide: {
    ImposeRestriction: ({ now: _, ...record }, { restrictions }) => {
      checkUnused(restrictions, record.restriction.id);
      checkRestriction(record.restriction);
      if (record.because) checkReason(record.because, record.personId);
      return [{ type: 'RestrictionImposed', data: record }];
    },

    LiftRestriction: ({ now, ...record }, { restrictions }) => {
      const { liftedAt } = ownRecord(restrictions, record.restrictionId, record.agencyId);
      if (liftedAt !== undefined) return [];
      checkHappened(record.at, now);
      return [{ type: 'RestrictionLifted', data: record }];
    },

    DeclareConflict: (data, state) => conflict(data, state, 'declared'),

    InferConflict: (data, state) => conflict(data, state, 'inferred'),

    // A conflict that another agency upholds is as unknown to this one as none: a worker would learn of it here.
    ClearConflict: ({ now: _, ...record }, { conflicts }) =>
      conflicts.some(({ worker, agency }) => worker === record.worker && agency === record.agencyId)
        ? [{ type: 'ConflictOfInterestCleared', data: record }]
        : [],

    RecordHarmFinding: ({ now, ...record }, { harmFindings }) => {
      const { finding, because, personId } = record;
      checkUnused(harmFindings, finding.id);
      checkReason(because, personId);
      checkHappened(finding.at, now);
      checkEnd(finding.at, finding.reviewOn);
      return [{ type: 'HarmFindingRecorded', data: record }];
    },

    CloseHarmFinding: ({ now: _, ...record }, { harmFindings }) => {
      const { closed } = ownRecord(harmFindings, record.findingId, record.agencyId);
      return closed ? [] : [{ type: 'HarmFindingClosed', data: record }];
    },
  },

  changes: {
    RestrictionImposed: ({ restrictions }, { agencyId, restriction }) => ({
      restrictions: [...restrictions, { id: restriction.id, agency: agencyId, restriction }],
    }),
    RestrictionLifted: ({ restrictions }, { restrictionId, at }, event) => ({
      restrictions: changed(restrictions, restrictionId, (imposed) => ({
        ...imposed,
        liftedAt: takenEffect(at, event),
      })),
    }),
    ConflictOfInterestRecorded: ({ conflicts }, { agencyId, worker, kind }) => ({
      conflicts: [
        ...conflicts.filter((one) => one.worker !== worker || one.agency !== agencyId),
        { id: worker, agency: agencyId, worker, kind },
      ],
    }),
    ConflictOfInterestCleared: ({ conflicts }, { agencyId, worker }) => ({
      conflicts: conflicts.filter((one) => one.worker !== worker || one.agency !== agencyId),
    }),
    HarmFindingRecorded: ({ harmFindings }, { agencyId, finding: said }, event) => {
      const finding = { ...said, at: takenEffect(said.at, event) };
      return { harmFindings: [...harmFindings, { id: finding.id, agency: agencyId, finding, closed: false }] };
    },
    HarmFindingClosed: ({ harmFindings }, { findingId }) => ({
      harmFindings: changed(harmFindings, findingId, (made) => ({ ...made, closed: true })),
    }),
  },
};
