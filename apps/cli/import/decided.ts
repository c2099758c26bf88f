import { Refusal } from '@hub/eventsourcing';
import { person, type PersonCommand } from '@hub/people';
import type { Instant } from '@hub/sharing';
import type { Fault } from './fault.js';
import type { Registration } from './registration.js';

/** Stands for the ids that the hub will choose: what it refuses does not depend on them. */
const ANY = 'any';

const inClear = <T>(clear: T) => ({ subjects: [ANY], clear });

const periodOf = ({ from, until }: { readonly from: Instant; readonly until?: Instant }) => ({
  from,
  ...(until !== undefined && { until }),
});

/** The command that the hub makes of a registration. */
const commandOf = (registration: Registration, now: Instant): PersonCommand => {
  const { name, dateOfBirth, identifiers, addresses = [], involvement, origin } = registration;
  const { service, workers, role } = involvement;
  return {
    type: 'RegisterPerson',
    data: {
      personId: ANY,
      agencyId: ANY,
      now,
      origin,
      name: inClear(name),
      ...(dateOfBirth !== undefined && { dateOfBirth: inClear(dateOfBirth) }),
      identifiers: identifiers.map(({ scheme, value }) => ({ scheme, value: inClear(value) })),
      addresses: addresses.map(({ from, ...address }, index) => ({
        addressId: String(index),
        address: inClear(address),
        period: { from },
      })),
      involvement: {
        involvementId: ANY,
        service: inClear(service),
        workers,
        ...(role !== undefined && { role }),
        period: periodOf(involvement),
      },
    },
  };
};

/** What the hub would refuse a registration for: its own decider says so, on a person of whom nothing is known yet. */
export const refusalOf = (registration: Registration, now: Instant): Fault | undefined => {
  try {
    person.decide(commandOf(registration, now), person.initial);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, reason: error.message };
    throw error;
  }
};
