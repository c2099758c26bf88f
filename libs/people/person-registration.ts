import type { IdentityCommand } from './identity.js';
import type { AboutPerson } from './topic.js';
import type { WhereaboutsCommand } from './whereabouts.js';

type Of<C extends { type: string; data: object }, T extends C['type']> = Extract<C, { type: T }>['data'];

/** What a registration says once for all of its parts. */
type Common = 'personId' | 'agencyId' | 'now' | 'origin';
type Part<C extends { type: string; data: object }, T extends C['type']> = Omit<Of<C, T>, Common>;

/** A person with all that the registering agency knows of them from the start: one command, one append. */
export type RegisterPerson = AboutPerson<
  'RegisterPerson',
  Omit<Of<IdentityCommand, 'RegisterPerson'>, 'personId' | 'agencyId' | 'now'> & {
    identifiers?: readonly Part<IdentityCommand, 'RecordIdentifier'>[];
    addresses?: readonly Part<WhereaboutsCommand, 'RecordAddress'>[];
    involvement?: Part<WhereaboutsCommand, 'RecordInvolvement'>;
  }
>;

/** The commands that a registration stands for, each checked as it would be by itself; the person alone comes first. */
export const partsOfRegistration = ({
  identifiers = [],
  addresses = [],
  involvement,
  ...record
}: RegisterPerson['data']): readonly (IdentityCommand | WhereaboutsCommand)[] => {
  const { personId, agencyId, now, origin } = record;
  const common = { personId, agencyId, now };
  return [
    { type: 'RegisterPerson', data: record },
    ...identifiers.map((part) => ({ type: 'RecordIdentifier' as const, data: { ...part, ...common } })),
    ...addresses.map((part) => ({ type: 'RecordAddress' as const, data: { ...part, ...common } })),
    ...(involvement ? [{ type: 'RecordInvolvement' as const, data: { ...involvement, ...common, origin } }] : []),
  ];
};
