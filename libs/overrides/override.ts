import { refuse, takenEffect, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import type { AgencyId, Confidential, Instant, OverrideFacts, PersonId, WorkerId } from '@hub/sharing';
import type { OverrideEvent } from './events.js';

/** Access in an emergency: by whom, to whom, for how long, and whether somebody else has looked at it since. */
export interface EmergencyAccess {
  readonly status: 'opened';
  readonly id: string;
  readonly agencyId: AgencyId;
  readonly worker: WorkerId;
  readonly subjects: readonly PersonId[];
  readonly openedAt: Instant;
  readonly expiresAt: Instant;
  readonly closed: boolean;
  readonly reviewed: boolean;
}

export type Override = { readonly status: 'absent' } | EmergencyAccess;

type OfOverride<T extends string, D extends object> = Command<
  T,
  { overrideId: string; agencyId: AgencyId; now: Instant } & D
>;

type OpenOverride = OfOverride<
  'OpenOverride',
  { worker: WorkerId; subjects: readonly PersonId[]; because: Confidential; minutes?: number }
>;

/** `informationGovernance`: the role of whoever asks has that function in the agency. */
type CloseOverride = OfOverride<'CloseOverride', { worker: WorkerId; informationGovernance: boolean }>;

type ReviewOverride = OfOverride<
  'ReviewOverride',
  {
    reviewer: WorkerId;
    informationGovernance: boolean;
    finding: 'justified' | 'process-gap' | 'not-justified';
    because: Confidential;
  }
>;

export type OverrideCommand = OpenOverride | CloseOverride | ReviewOverride;

/** The stream of one override, named by the requests that rely on it. */
export const overrideStream = (overrideId: string): string => `override-${overrideId}`;

export const streamOf = ({ data }: OverrideCommand): string => overrideStream(data.overrideId);

const MINUTE = 60_000;
const DEFAULT_MINUTES = 60;
const MOST_MINUTES = 24 * 60;

const isBlank = (words: Confidential): boolean => 'clear' in words && words.clear.trim() === '';

const later = (instant: Instant, minutes: number): Instant =>
  new Date(Date.parse(instant) + minutes * MINUTE).toISOString();

const open = (data: OpenOverride['data'], state: Override): readonly OverrideEvent[] => {
  const { now, minutes = DEFAULT_MINUTES, ...opened } = data;
  if (state.status !== 'absent') return refuse('override/already-opened', 'an override is opened once; open a new one');
  if (isBlank(data.because)) return refuse('override/reason-missing', 'an override needs a reason');
  if (data.subjects.length === 0) return refuse('override/no-subjects', 'an override says whom it is about');
  if (!(minutes > 0)) return refuse('override/duration-not-positive', 'an override lasts for some time');
  if (minutes > MOST_MINUTES) return refuse('override/too-long', 'an override lasts for 24 hours at most');
  return [{ type: 'OverrideOpened', data: { ...opened, openedAt: now, expiresAt: later(now, minutes) } }];
};

/** Another agency's override is as unknown to it as one that was never opened. */
const ownOverride = (agencyId: AgencyId, state: Override): EmergencyAccess =>
  state.status === 'opened' && state.agencyId === agencyId
    ? state
    : refuse('override/unknown', 'there is no such override');

const close = (data: CloseOverride['data'], state: Override): readonly OverrideEvent[] => {
  const found = ownOverride(data.agencyId, state);
  const { overrideId, agencyId, worker, informationGovernance, now } = data;
  if (worker !== found.worker && !informationGovernance)
    return refuse('override/not-yours', 'whoever opened an override closes it, or information governance does');
  const isOver = found.closed || found.expiresAt <= now;
  return isOver ? [] : [{ type: 'OverrideClosed', data: { overrideId, agencyId, worker } }];
};

const review = (data: ReviewOverride['data'], state: Override): readonly OverrideEvent[] => {
  const found = ownOverride(data.agencyId, state);
  const { informationGovernance, now: _, ...reviewed } = data;
  if (!informationGovernance)
    return refuse('override/not-information-governance', 'information governance reviews an override');
  if (data.reviewer === found.worker) return refuse('override/own-review', 'nobody reviews their own override');
  if (found.reviewed) return refuse('override/already-reviewed', 'an override is reviewed once');
  if (isBlank(data.because)) return refuse('override/reason-missing', 'a finding needs a reason');
  // What should not have been opened does not stay open until its time is up.
  const closed = data.finding === 'not-justified' ? close({ ...data, worker: data.reviewer }, state) : [];
  return [...closed, { type: 'OverrideReviewed', data: reviewed }];
};

/** Emergency access (break-glass): opened for a reason and a time, closed early or run out, reviewed by somebody else. */
export const override: Decider<Override, OverrideCommand, OverrideEvent> = {
  initial: { status: 'absent' },

  decide({ type, data }, state) {
    switch (type) {
      case 'OpenOverride':
        return open(data, state);
      case 'CloseOverride':
        return close(data, state);
      case 'ReviewOverride':
        return review(data, state);
      default:
        return unreachable(type);
    }
  },

  evolve(state, event) {
    const { type, data } = event;
    switch (type) {
      case 'OverrideOpened': {
        const { overrideId: id, because: _, ...opened } = data;
        // Until when is left as it was said: nobody's access is cut short by a clock that is wrong.
        const openedAt = takenEffect(data.openedAt, event);
        return { status: 'opened', id, ...opened, openedAt, closed: false, reviewed: false };
      }
      case 'OverrideClosed':
        return state.status === 'opened' ? { ...state, closed: true } : state;
      case 'OverrideReviewed':
        return state.status === 'opened' ? { ...state, reviewed: true } : state;
      default:
        return unreachable(type);
    }
  },
};

/** What a decision may know about an override: nothing where it was never opened. */
export const overrideFacts = (state: Override): readonly OverrideFacts[] => {
  if (state.status === 'absent') return [];
  const { id, agencyId: agency, worker, subjects, openedAt, expiresAt, closed } = state;
  return [{ id, agency, worker, subjects, openedAt, expiresAt, closed }];
};
