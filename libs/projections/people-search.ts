import type { Recorded } from '@hub/eventsourcing';
import { blockingKeysOf } from '@hub/matching';
import { addressItem, identityItem, type Address, type Name } from '@hub/people';
import { searchTerms, type SearchField } from '@hub/person-search';
import type { AgencyId, Confidential, ItemId, PersonId } from '@hub/sharing';
import { put, remove, type Change } from './change.js';
import { clearOf, identityOf } from './identity-of.js';
import { projection, type Projection } from './projection.js';
import type { Table } from './table.js';

/** Keyed hashes of what people can be found by, each with who recorded the value and the item that shows it. No values. */
export const personKeys: Table = {
  name: 'person_keys',
  columns: { field: 'text', hash: 'text', person_id: 'text', source: 'text', item_id: 'text' },
  key: ['field', 'hash', 'person_id', 'source', 'item_id'],
  indexes: [['person_id', 'field']],
};

/** The field of keys that records of one person have in common, for finding matches; nobody searches by them. */
export const BLOCKING_FIELD = 'blocking';

/** A keyed hash of a value of a field; the same for whoever searches. */
export type HashOfTerm = (field: string, value: string) => string;

/** A value as it was recorded, before it is hashed. */
interface Said {
  readonly field: string;
  readonly value: string;
  /** Missing: what goes with who somebody is. */
  readonly item?: ItemId;
}

type About = Recorded & { readonly data: { readonly personId: PersonId; readonly agencyId: AgencyId } };

/** Kinds that add to what is known of somebody, or correct it. */
const CHANGING = ['PersonNameCorrected', 'DateOfBirthCorrected', 'IdentifierRecorded', 'AddressRecorded'] as const;

/** Fills an index of people by keyed hashes: for a search, and for finding records that may be of one person. */
export const peopleSearch = (hash: HashOfTerm): Projection => {
  const key = ({ field, value, item }: Said, { data: { personId, agencyId } }: About): Change =>
    put(personKeys, {
      field,
      hash: hash(field, value),
      person_id: personId,
      source: agencyId,
      item_id: item ?? identityItem(personId),
    });

  const keys = (field: SearchField, text: string | undefined, event: About, item?: ItemId): readonly Change[] =>
    searchTerms(field, text ?? '', event.data.agencyId).map((term) => key({ ...term, ...(item && { item }) }, event));

  const nameKeys = (name: Confidential<Name>, event: About): readonly Change[] => {
    const clear = clearOf(name);
    return [
      ...keys('given-name', clear?.given, event),
      ...keys('given-name', clear?.known, event),
      ...keys('family-name', clear?.family, event),
    ];
  };

  const without = (personId: PersonId, ...fields: readonly string[]): readonly Change[] =>
    fields.map((field) => remove(personKeys, { person_id: personId, field }));

  /** Made of everything that is known of the person, so that each change makes them all anew. */
  const blocking = (event: About, earlier: readonly Recorded[]): readonly Change[] => {
    const history = [...earlier, event];
    const identity = identityOf(history);
    const registered = { ...event, data: { ...event.data, agencyId: (history[0] as About).data.agencyId } };
    return [
      ...without(event.data.personId, BLOCKING_FIELD),
      ...(identity ? blockingKeysOf(identity).map((value) => key({ field: BLOCKING_FIELD, value }, registered)) : []),
    ];
  };

  return projection({
    name: 'people-search',
    version: 2,
    tables: [personKeys],
    forgets: [{ table: personKeys, removeBy: 'person_id' }],
    opens: ['PersonRegistered', ...CHANGING],
    remembers: CHANGING,
    folds: {
      PersonRegistered: (event) => [
        ...nameKeys(event.data.name, event),
        ...keys('date-of-birth', clearOf(event.data.dateOfBirth), event),
        ...blocking(event, []),
      ],
      // What was wrong finds nobody any more: a match would say that it had once been recorded.
      PersonNameCorrected: (event, earlier) => [
        ...without(event.data.personId, 'given-name', 'family-name'),
        ...nameKeys(event.data.name, event),
        ...blocking(event, earlier),
      ],
      DateOfBirthCorrected: (event, earlier) => [
        ...without(event.data.personId, 'date-of-birth'),
        ...keys('date-of-birth', clearOf(event.data.dateOfBirth), event),
        ...blocking(event, earlier),
      ],
      IdentifierRecorded: (event, earlier) => [
        ...keys(event.data.scheme, clearOf(event.data.value), event),
        ...blocking(event, earlier),
      ],
      AddressRecorded: (event, earlier) => [
        ...keys('postcode', clearOf<Address>(event.data.address)?.postcode, event, addressItem(event.data.addressId)),
        ...blocking(event, earlier),
      ],
    },
  });
};
