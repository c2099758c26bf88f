import { refuse, unreachable, type Decider } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { declined, toldByHand } from './by-hand.js';
import type { DisclosureCommand, VoidDisclosure } from './commands.js';
import { decided, knownOf, searched } from './decided.js';
import type { Asked, DisclosureEvent } from './events.js';

export type { DisclosureCommand } from './commands.js';

/** What the trail holds about one request. */
export type Disclosure =
  | { readonly status: 'absent' }
  | {
      readonly status: 'recorded';
      readonly asked: Asked;
      readonly subjects: readonly PersonId[];
      readonly voidable: boolean;
    }
  | { readonly status: 'voided' };

/** The stream of one request in the trail. */
export const disclosureStream = (requestId: string): string => `disclosure-${requestId}`;

export const streamOf = ({ data }: DisclosureCommand): string => disclosureStream(data.requestId);

const voided = ({ because, now: at }: VoidDisclosure['data'], state: Disclosure): readonly DisclosureEvent[] => {
  if (state.status === 'voided') return [];
  if (state.status === 'absent') return refuse('disclosure/unknown', 'there is no such disclosure');
  if (!state.voidable) return refuse('disclosure/not-voidable', 'only an answer that may have been sent can be void');
  const { asked, subjects } = state;
  return [{ type: 'DisclosureVoided', data: { ...asked, at, subjects, because } }];
};

const entry = (command: Exclude<DisclosureCommand, VoidDisclosure>): DisclosureEvent => {
  switch (command.type) {
    case 'RecordDisclosure':
      return decided(command.data);
    case 'RecordSearch':
      return searched(command.data);
    case 'RecordCaseloadRead': {
      const { now: at, ...read } = command.data;
      return { type: 'CaseloadRead', data: { ...read, at } };
    }
    case 'RecordTrailRead': {
      const { now: at, knownAs, ...read } = command.data;
      const subjects = [...new Set([...read.subjects, ...(knownAs ?? [])])];
      return { type: 'TrailRead', data: { ...read, ...knownOf(knownAs, subjects), at, subjects } };
    }
    case 'RecordManualDisclosure':
      return toldByHand(command.data);
    case 'DeclineDisclosure':
      return declined(command.data);
    default:
      return unreachable(command);
  }
};

/** Whether somebody got an answer that rested on facts; a denial of stages 0 to 3 tells nothing, whatever moved. */
const isAnswer = (event: Exclude<DisclosureEvent, { type: 'DisclosureVoided' }>): boolean => {
  if (event.type === 'DisclosureDenied') return event.data.decision.entitled;
  switch (event.type) {
    case 'DisclosureMade':
    case 'SearchMade':
    case 'CaseloadRead':
      return true;
    case 'TrailRead':
    case 'ManualDisclosureRecorded':
    case 'DisclosureDeclined':
      return false;
    default:
      return unreachable(event);
  }
};

const askedOf = ({ requestId, agencyId, worker, role, purpose, at, knownAs }: Asked): Asked => ({
  requestId,
  agencyId,
  worker,
  role,
  ...(purpose === undefined ? {} : { purpose }),
  at,
  ...(knownAs === undefined ? {} : { knownAs }),
});

/** The disclosure trail, one request at a time: recorded before anything leaves, and void when it did not. */
export const disclosure: Decider<Disclosure, DisclosureCommand, DisclosureEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    if (command.type === 'VoidDisclosure') return voided(command.data, state);
    // What was voided was not sent, so the same request may be answered afresh.
    if (state.status === 'recorded') return refuse('disclosure/already-recorded', 'a request is answered once');
    return [entry(command)];
  },

  evolve(_state, event) {
    if (event.type === 'DisclosureVoided') return { status: 'voided' };
    const { data } = event;
    return { status: 'recorded', asked: askedOf(data), subjects: data.subjects, voidable: isAnswer(event) };
  },
};
