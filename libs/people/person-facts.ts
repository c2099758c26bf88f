import { fold, type Recorded } from '@hub/eventsourcing';
import type { ConflictOfInterest, PersonFacts, PersonId, Restriction } from '@hub/sharing';
import type { PersonEvent } from './events.js';
import { person, type Person } from './person.js';
import { endedAt } from './times.js';

const restrictionOf = ({ restriction, liftedAt }: Person['restrictions'][number]): Restriction =>
  liftedAt === undefined ? restriction : { ...restriction, period: endedAt(restriction.period, liftedAt) };

/** Each worker once; what one agency declares is not softened by what another infers. */
const conflictsOf = ({ conflicts }: Person): readonly ConflictOfInterest[] => {
  const declared = conflicts.filter(({ kind }) => kind === 'declared').map(({ worker }) => worker);
  return [...new Set(conflicts.map(({ worker }) => worker))].map((worker) => ({
    worker,
    kind: declared.includes(worker) ? 'declared' : 'inferred',
  }));
};

/**
 * What a decision may depend on about one person; `undefined` for a person whom nobody has registered.
 *
 * The date of birth is handed in by whoever may open it. The household comes from the families' streams.
 */
export const personFacts = (
  history: readonly Recorded<PersonEvent>[],
  openedDateOfBirth?: string,
): PersonFacts | undefined => {
  const state = fold(person, history);
  if (state.id === undefined) return undefined;
  return {
    id: state.id,
    ...(openedDateOfBirth === undefined ? {} : { dateOfBirth: openedDateOfBirth }),
    parentalResponsibility: state.holders.map(({ holder, period }) => ({
      holder,
      period,
      disputes: state.disputes.filter((dispute) => dispute.holder === holder).map((dispute) => dispute.period),
    })),
    competence: state.competence.map(({ competent, at }) => ({ competent, at })),
    restrictions: state.restrictions.map(restrictionOf),
    involvements: state.involvements.map(({ agency, workers, period }) => ({ agency, workers, period })),
    conflicts: conflictsOf(state),
    harmFindings: state.harmFindings.filter(({ closed }) => !closed).map(({ finding }) => finding),
    household: [],
  };
};

/** The records that this one says are of the same person; each counts while its match is confirmed and it says so too. */
export const personLinks = (
  history: readonly Recorded<PersonEvent>[],
): readonly { readonly other: PersonId; readonly matchId: string }[] => fold(person, history).links;
