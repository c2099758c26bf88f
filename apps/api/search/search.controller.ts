import type { SearchValues } from '@hub/person-search';
import { Body, Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { askerOf } from '../contract/asker.js';
import { Asked, type Asking } from '@hub/platform';
import { Searches } from '../contract/operation.js';
import { SearchAnswer, SearchPeople } from './search.bodies.js';
import { AskWho } from './search.handler.js';

/** Finding a person by what is known of them. */
@ApiTags('Views')
@Controller()
export class SearchController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Searches('people::search', {
    summary: 'Search for a person',
    description: 'By a number, or by a name and at least one thing more. Being found is a disclosure, and recorded.',
    answer: SearchAnswer,
    searches: true,
  })
  async searchPeople(@Body() { purpose, ...sought }: SearchPeople, @Asked() asking: Asking) {
    // What was signed has precedence over what is said beside it.
    const asker = { purpose, ...askerOf(asking) };
    const search = { id: asking.requestId, asking: asker, values: valuesOf(sought) };
    const { people, ...answer } = await this.queries.execute(new AskWho(search));
    return { ...answer, items: people, page: {} };
  }
}

const valuesOf = ({ name, dateOfBirth, nhsNumber, upn, localId, postcode }: Omit<SearchPeople, 'purpose'>) => {
  const sought = {
    'given-name': name?.given,
    'family-name': name?.family,
    'date-of-birth': dateOfBirth,
    'nhs-number': nhsNumber,
    upn,
    local: localId,
    postcode,
  };
  return Object.fromEntries(Object.entries(sought).filter(([, value]) => value !== undefined)) as SearchValues;
};
