import type { InClear, PersonCommand } from '@hub/people';
import type { CommandBus } from '@nestjs/cqrs';
import type { PersonId } from '@hub/sharing';
import type { Asking } from '@hub/platform';
import { contextOf } from '../contract/context.js';
import { periodOf } from '../contract/period.js';
import { receipt, type Receipt } from '../contract/written.js';
import type { InvolvementOfPerson } from './circumstances.bodies.js';
import type { RecordAddress } from './identity.bodies.js';
import { HandlePerson } from './people.handler.js';

/** What every command about a person says: whom it is about, who says so, and when. */
export const about = (personId: PersonId, { agency: agencyId, at: now }: Asking) => ({ personId, agencyId, now });

/** Content about one person, on its way to be sealed. */
export const inClear = <T>(personId: PersonId, clear: T): InClear<T> => ({ subjects: [personId], clear });

/** An address of somebody. */
export const addressOf = (personId: PersonId, { lines, postcode, ...period }: RecordAddress, addressId: string) => ({
  addressId,
  address: inClear(personId, { lines, ...(postcode !== undefined && { postcode }) }),
  period: periodOf(period),
});

/** An involvement of the caller's agency. */
export const involvementOf = (
  personId: PersonId,
  { service, from, until, ...said }: InvolvementOfPerson,
  involvementId: string,
) => ({
  ...said,
  service: inClear(personId, service),
  involvementId,
  period: periodOf({ from, ...(until !== undefined && { until }) }),
});

/** Gives the command, and answers with a receipt for the record that it made. */
export const recordPerson = async (
  bus: CommandBus,
  command: PersonCommand,
  asking: Asking,
  id = command.data.personId,
): Promise<Receipt> => {
  const appended = await bus.execute(new HandlePerson(command, contextOf(asking, command)));
  return receipt(`people/${command.data.personId}/view`, id, appended);
};
