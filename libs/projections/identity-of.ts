import type { Recorded } from '@hub/eventsourcing';
import type { Identity } from '@hub/matching';
import type { Address, IdentifierScheme, Name, PersonEvent } from '@hub/people';
import type { Confidential } from '@hub/sharing';

/** The value, if it is in clear: it is not where everybody it is about has been forgotten. */
export const clearOf = <T>(value: Confidential<T> | undefined): T | undefined =>
  value && 'clear' in value ? value.clear : undefined;

interface Known {
  readonly name?: Name | undefined;
  readonly dateOfBirth?: string | undefined;
  readonly addresses: readonly Address[];
  readonly identifiers: Partial<Record<IdentifierScheme, string>>;
}

const learn = (known: Known, { type, data }: PersonEvent): Known => {
  switch (type) {
    case 'PersonRegistered':
      return { ...known, name: clearOf(data.name), dateOfBirth: clearOf(data.dateOfBirth) };
    case 'PersonNameCorrected':
      return { ...known, name: clearOf(data.name) };
    case 'DateOfBirthCorrected':
      return { ...known, dateOfBirth: clearOf(data.dateOfBirth) };
    case 'AddressRecorded': {
      const address = clearOf(data.address);
      return address ? { ...known, addresses: [...known.addresses, address] } : known;
    }
    case 'IdentifierRecorded': {
      const value = clearOf(data.value);
      return value === undefined ? known : { ...known, identifiers: { ...known.identifiers, [data.scheme]: value } };
    }
    default:
      return known;
  }
};

/** Who somebody is by the opened events of their stream; `undefined` when their name is not known any more. */
export const identityOf = (history: readonly Recorded[]): Identity | undefined => {
  const initial: Known = { addresses: [], identifiers: {} };
  const { name, dateOfBirth, addresses, identifiers } = (history as readonly Recorded<PersonEvent>[]).reduce(
    learn,
    initial,
  );
  return (
    name && {
      name,
      addresses,
      ...(dateOfBirth !== undefined && { dateOfBirth }),
      ...(identifiers['nhs-number'] !== undefined && { nhsNumber: identifiers['nhs-number'] }),
      ...(identifiers.upn !== undefined && { upn: identifiers.upn }),
    }
  );
};
