import { refuse } from '@hub/eventsourcing';
import type { AgencyId, PersonId } from '@hub/sharing';
import { checkDateOfBirth, checkedIdentifier, checkName, type InClear } from './content.js';
import type { IdentifierScheme, Name } from './events.js';
import { type AboutPerson, type PersonEvents, type Registration, type Topic } from './topic.js';

/** How a record came to the hub. What is imported has not been read for what it reveals, whatever the importer says. */
export type Origin = 'written' | 'imported';

/** Who somebody is. */
export type IdentityCommand =
  | AboutPerson<'RegisterPerson', { name: InClear<Name>; dateOfBirth?: InClear; origin: Origin }>
  | AboutPerson<'CorrectName', { name: InClear<Name>; origin: Origin }>
  | AboutPerson<'CorrectDateOfBirth', { dateOfBirth: InClear }>
  | AboutPerson<'RecordIdentifier', { scheme: IdentifierScheme; value: InClear }>
  | AboutPerson<'LinkPerson', { other: PersonId; matchId: string }>;

export interface Identity extends Registration {
  readonly links: readonly { readonly other: PersonId; readonly matchId: string }[];
}

const checkOwnPerson = ({ registeredBy }: Identity, agency: AgencyId): void => {
  if (registeredBy !== agency)
    refuse('people/not-your-record', 'only the agency that registered this person may correct the record');
};

const locationOf = (origin: Origin) => (origin === 'imported' ? 'unreviewed' : 'checked');

type IdentityEvent = PersonEvents<
  'PersonRegistered' | 'PersonNameCorrected' | 'DateOfBirthCorrected' | 'IdentifierRecorded' | 'PersonLinked'
>;

export const identity: Topic<Identity, IdentityCommand, IdentityEvent> = {
  initial: { links: [] },

  decide: {
    RegisterPerson: ({ now, origin, ...record }, { registeredBy }) => {
      if (registeredBy !== undefined)
        return refuse('people/already-registered', 'a person is registered once; correct the record');
      checkName(record.name, record.personId);
      if (record.dateOfBirth) checkDateOfBirth(record.dateOfBirth, record.personId, now);
      return [{ type: 'PersonRegistered', data: { ...record, location: locationOf(origin) } }];
    },

    CorrectName: ({ now: _, origin, ...record }, state) => {
      checkOwnPerson(state, record.agencyId);
      checkName(record.name, record.personId);
      return [{ type: 'PersonNameCorrected', data: { ...record, location: locationOf(origin) } }];
    },

    CorrectDateOfBirth: ({ now, ...record }, state) => {
      checkOwnPerson(state, record.agencyId);
      checkDateOfBirth(record.dateOfBirth, record.personId, now);
      return [{ type: 'DateOfBirthCorrected', data: record }];
    },

    RecordIdentifier: ({ now: _, ...record }) => {
      const value = checkedIdentifier(record.scheme, record.value, record.personId);
      return [{ type: 'IdentifierRecorded', data: { ...record, value } }];
    },

    LinkPerson: ({ now: _, ...record }, { links }) => {
      const { personId, other, matchId } = record;
      if (personId === other) return refuse('people/linked-to-itself', 'a person is not linked to the same record');
      return links.some((link) => link.matchId === matchId) ? [] : [{ type: 'PersonLinked', data: record }];
    },
  },

  changes: {
    PersonRegistered: (_, { personId, agencyId }) => ({ id: personId, registeredBy: agencyId }),
    PersonNameCorrected: () => ({}),
    DateOfBirthCorrected: () => ({}),
    IdentifierRecorded: () => ({}),
    PersonLinked: ({ links }, { other, matchId }) => ({ links: [...links, { other, matchId }] }),
  },
};
