import type { Answered, NotFound } from '@hub/door';
import { refuse } from '@hub/eventsourcing';
import type { Cursor } from '@hub/family-view';
import { Controller, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { askerOf } from '../contract/asker.js';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { cursorsOf } from '../contract/cursors.js';
import { RecordId } from '../contract/ids.js';
import { Discloses } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { ViewAnswer } from './views.answers.js';
import { ChronologyQuery } from './views.bodies.js';
import { AskView, type ViewQuestion } from './views.handler.js';

/** One agency's reading of a family, for one role and one purpose. */
@ApiTags('Views')
@Controller()
export class ViewsController {
  constructor(
    @Inject(QueryBus) readonly queries: QueryBus,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

  @Discloses('families/:id/view', {
    summary: 'Read a family',
    description: 'Everything that the caller may see: who they are, who is around them, what has happened.',
    answer: ViewAnswer,
  })
  readFamily(@Param() { id }: RecordId, @Query() page: PageQuery, @Asked() asking: Asking) {
    return askView(this, { kind: 'family-view', familyId: id }, page, asking);
  }

  @Discloses('families/:id/chronology', {
    summary: 'Read a family’s chronology',
    description: 'The same, what took effect last first. Each page is decided and recorded by itself.',
    answer: ViewAnswer,
  })
  readChronology(@Param() { id }: RecordId, @Query() query: ChronologyQuery, @Asked() asking: Asking) {
    const { limit: _, after: __, source: agency, to: until, ...rest } = query;
    const filter = { ...rest, ...(agency !== undefined && { agency }), ...(until !== undefined && { until }) };
    return askView(this, { kind: 'chronology', familyId: id, filter }, query, asking);
  }

  @Discloses('people/:id/view', {
    summary: 'Read a person',
    description: 'Everything about one person that the caller may see.',
    answer: ViewAnswer,
  })
  readPerson(@Param() { id }: RecordId, @Query() page: PageQuery, @Asked() asking: Asking) {
    return askView(this, { kind: 'person-view', personId: id }, page, asking);
  }

  @Discloses('case-notes/:id', {
    summary: 'Read a case note',
    description: 'One note; one that is withheld is one that does not exist.',
    answer: ViewAnswer,
  })
  readNote(@Param() { id }: RecordId, @Asked() asking: Asking) {
    return askView(this, { kind: 'case-note', noteId: id }, {}, asking);
  }
}

interface Asks {
  readonly queries: QueryBus;
  readonly cursors: Cursors;
}

type Paged = Pick<PageQuery, 'limit' | 'after'>;

/** Asks a question about a family, a person or a note, and answers as this API does. */
export const askView = async (
  { queries, cursors: all }: Asks,
  question: ViewQuestion,
  { limit, after }: Paged,
  asking: Asking,
) => {
  const cursors = cursorsOf<Cursor>(all, asking, question.kind, question);
  const page = { ...(limit !== undefined && { limit }), ...cursors.after(after) };
  const ask = { id: asking.requestId, asking: askerOf(asking), ...page };
  const { next, ...answer } = found(await queries.execute(new AskView(question, ask)));
  return { ...answer, page: cursors.page(next) };
};

const found = (answer: Answered<Cursor> | NotFound) => {
  if (!answer.found) return refuse('request/not-found', 'there is no such record, or not for you');
  const { found: _, ...rest } = answer;
  return rest;
};
