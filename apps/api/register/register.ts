import { agency, type Agencies, type AgencyEvent } from '@hub/agencies';
import { agreement, changes, type Agreements, type AgreementEvent, type Changes } from '@hub/agreements';
import { fold, kept, type EventStore, type Folding, type Recorded, type Standing } from '@hub/eventsourcing';

/** The members of the partnership and their agreements, as they stand. */
export interface Register {
  readonly agencies: Agencies;
  readonly agreements: Agreements;
  readonly changes: Changes;
}

type RegisterEvent = Recorded<AgencyEvent | AgreementEvent>;

/** Each context finds its own events in the stream that they share. */
const evolveAll = (before: Register, events: readonly RegisterEvent[]): Register => ({
  agencies: fold(agency, events as readonly Recorded<AgencyEvent>[], before.agencies),
  agreements: fold(agreement, events as readonly Recorded<AgreementEvent>[], before.agreements),
  changes: fold(changes, events as readonly Recorded<AgreementEvent>[], before.changes),
});

const register: Folding<Register, RegisterEvent> = {
  initial: { agencies: agency.initial, agreements: agreement.initial, changes: changes.initial },
  evolve: (before, event) => evolveAll(before, [event]),
  evolveAll,
};

/** The register at the moment of asking: however long it is, only what is new is read. */
export type CurrentRegister = () => Promise<Standing<Register>>;

export const currentRegister = (store: Pick<EventStore, 'heads' | 'read'>): CurrentRegister =>
  kept(store, register, 'register');
