import { refuse, type Decider } from '@hub/eventsourcing';
import { authority, type Authority, type AuthorityCommand } from './authority.js';
import type { PersonEvent } from './events.js';
import { identity, type Identity, type IdentityCommand } from './identity.js';
import { partsOfRegistration, type RegisterPerson } from './person-registration.js';
import { protection, type Protection, type ProtectionCommand } from './protection.js';
import type { Changes, Decisions } from './topic.js';
import { whereabouts, type Whereabouts, type WhereaboutsCommand } from './whereabouts.js';

/** Commands that are about one thing each. */
type SingleCommand = IdentityCommand | WhereaboutsCommand | AuthorityCommand | ProtectionCommand;

export type PersonCommand = Exclude<SingleCommand, { type: 'RegisterPerson' }> | RegisterPerson;

/** What is known of a person that decisions depend on. Nothing of it is personal content. */
export type Person = Identity & Whereabouts & Authority & Protection;

const decisions: Decisions<Person, SingleCommand, PersonEvent> = {
  ...identity.decide,
  ...whereabouts.decide,
  ...authority.decide,
  ...protection.decide,
};

const changes: Changes<Person, PersonEvent> = {
  ...identity.changes,
  ...whereabouts.changes,
  ...authority.changes,
  ...protection.changes,
};

const decideOne = (state: Person, { type, data }: SingleCommand): readonly PersonEvent[] => {
  if (type !== 'RegisterPerson' && state.registeredBy === undefined)
    return refuse('people/not-registered', 'there is no such person');
  const decide = decisions[type] as (data: SingleCommand['data'], state: Person) => readonly PersonEvent[];
  return decide(data, state);
};

const evolve = (state: Person, event: PersonEvent): Person => {
  if (!Object.hasOwn(changes, event.type)) return state;
  const change = changes[event.type] as (
    state: Person,
    data: PersonEvent['data'],
    event: PersonEvent,
  ) => Partial<Person>;
  return { ...state, ...change(state, event.data, event) };
};

/** Each is decided on what those before it did; where one is refused, nothing happens. */
const decideAll = (state: Person, commands: readonly SingleCommand[]): readonly PersonEvent[] => {
  const events: PersonEvent[] = [];
  let now = state;
  for (const command of commands) {
    const decided = decideOne(now, command);
    events.push(...decided);
    now = decided.reduce(evolve, now);
  }
  return events;
};

/**
 * One agency's record of a person, to which all agencies may add.
 *
 * A table of four topics stands in for a switch of twenty-one cases; the compiler asks for every entry of both.
 */
export const person: Decider<Person, PersonCommand, PersonEvent> = {
  initial: { ...identity.initial, ...whereabouts.initial, ...authority.initial, ...protection.initial },

  decide: (command, state) =>
    command.type === 'RegisterPerson' ? decideAll(state, partsOfRegistration(command.data)) : decideOne(state, command),

  evolve,
};
