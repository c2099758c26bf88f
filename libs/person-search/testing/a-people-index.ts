import type { Candidate, PeopleIndex } from '@hub/door';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import { addressItem, identityItem, type PersonEvent } from '@hub/people';
import type { Confidential } from '@hub/sharing';
import { searchTerms, type HashOfTerm, type SearchField } from '../index.js';

type Said = readonly (readonly [SearchField, string | undefined])[];

const clear = <T>(content: Confidential<T> | undefined): T | undefined =>
  content && 'clear' in content ? content.clear : undefined;

const saidBy = ({ type, data }: PersonEvent): Said => {
  switch (type) {
    case 'PersonRegistered':
      return [
        ['given-name', clear(data.name)?.given],
        ['family-name', clear(data.name)?.family],
        ['date-of-birth', clear(data.dateOfBirth)],
      ];
    case 'IdentifierRecorded':
      return [[data.scheme, clear(data.value)]];
    case 'AddressRecorded':
      return [['postcode', clear(data.address)?.postcode]];
    default:
      return [];
  }
};

/** The people index as a projection of a log would have it, worked out each time it is asked. */
export const peopleIndexOver = (store: EventStore, hash: HashOfTerm): PeopleIndex => ({
  async candidates(keys, limit) {
    const asked = new Set(keys.map(({ field, hash: value }) => `${field} ${value}`));
    const found = new Map<string, Candidate['matched'][number][]>();
    for (const event of await store.page(store.start, 1_000_000)) {
      if (!event.stream.startsWith('person-')) continue;
      const recorded = event as Recorded<PersonEvent>;
      const { data } = recorded;
      const { personId, agencyId } = data;
      const item = 'addressId' in data ? addressItem(data.addressId) : identityItem(personId);
      for (const [field, text] of saidBy(recorded))
        if (searchTerms(field, text ?? '', agencyId).some(({ value }) => asked.has(`${field} ${hash(field, value)}`)))
          found.set(personId, [...(found.get(personId) ?? []), { field, source: agencyId, item }]);
    }
    return [...found]
      .map(([personId, matched]) => ({ personId, matched }))
      .sort((a, b) => b.matched.length - a.matched.length || (a.personId < b.personId ? -1 : 1))
      .slice(0, limit);
  },
});
