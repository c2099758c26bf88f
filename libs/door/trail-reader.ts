import { kept, refuse, type EventStore, type Instant } from '@hub/eventsourcing';
import { agency, roleOf, type Agencies, type AgencyEvent } from '@hub/agencies';
import type { DisclosureEvent } from '@hub/disclosures';
import type { PersonId } from '@hub/sharing';
import type { Asking } from './question.js';
import { recorder, type Recording } from './recorder.js';

type TrailReadData = Extract<DisclosureEvent, { type: 'TrailRead' }>['data'];

/** A reading of the trail, before it is answered. */
export interface Reading {
  /** Unique: names the entry that this reading leaves. */
  readonly id: string;
  readonly officer: Asking;
  readonly question: TrailReadData['question'];
  /** What is looked for: names of fields, ids and codes. */
  readonly filter: TrailReadData['filter'];
  readonly subjects: readonly PersonId[];
  /** Those of their ids that the officer's agency knows; missing: all. */
  readonly knownAs?: readonly PersonId[];
}

export interface TrailReading extends Recording {
  readonly store: Pick<EventStore, 'append' | 'heads' | 'read'>;
  readonly now: () => Instant;
}

/**
 * Records that somebody reads the trail, and lets those in who may: the information-governance function of an active
 * agency (`docs/decisions/0003-who-reads-the-trail.md`). Whoever may not is recorded as well, and refused.
 */
export const trailReader = ({ store, eventId, now }: TrailReading): ((reading: Reading) => Promise<void>) => {
  const record = recorder({ store, eventId });
  const register = kept<Agencies, AgencyEvent>(store, agency, 'register');

  const mayRead = async ({ agency: id, role }: Asking): Promise<boolean> => {
    const { state: agencies } = await register();
    return (
      agencies.get(id)?.status === 'active' &&
      roleOf(agencies, id, role)?.functions.includes('information-governance') === true
    );
  };

  return async ({ id, officer, question, filter, subjects, knownAs }) => {
    const { agency: agencyId, worker, role, purpose } = officer;
    const allowed = await mayRead(officer);
    await record(
      {
        type: 'RecordTrailRead',
        data: {
          requestId: id,
          agencyId,
          worker,
          role,
          ...(purpose === undefined ? {} : { purpose }),
          question,
          filter: allowed ? filter : { ...filter, refused: 'role' },
          subjects,
          ...(knownAs && { knownAs }),
          now: now(),
        },
      },
      officer,
    );
    if (!allowed)
      refuse('trail/not-information-governance', 'only the information-governance role of an agency reads the trail');
  };
};
