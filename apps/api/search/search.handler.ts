import type { PersonSearch, Search, SearchAnswer } from '@hub/person-search';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SEARCH } from '../tokens.js';

export class AskWho extends Query<SearchAnswer> {
  constructor(readonly search: Search) {
    super();
  }
}

/** Asks the reader that decides and records for everybody who may be meant. */
@QueryHandler(AskWho)
export class SearchHandler implements IQueryHandler<AskWho> {
  constructor(@Inject(SEARCH) private readonly reader: PersonSearch) {}

  execute({ search }: AskWho): Promise<SearchAnswer> {
    return this.reader.search(search);
  }
}
