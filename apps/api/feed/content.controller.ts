import { refuse } from '@hub/eventsourcing';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { Controller, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { askConsents, ConsentsPage } from '../consents/consents.query.js';
import { MessageId } from '../contract/ids.js';
import { Discloses } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { ViewAnswer } from '../views/views.answers.js';
import { askView } from '../views/views.controller.js';
import { AskLink } from './link.handler.js';

/** What a message is about: asked as anybody of the agency would ask, and nothing that could not be asked so. */
@ApiTags('Feed')
@Controller('feed/messages')
export class ContentController {
  constructor(
    @Inject(QueryBus) readonly queries: QueryBus,
    @Inject(CURSORS) readonly cursors: Cursors,
  ) {}

  @Discloses(':id/content', {
    summary: 'Read what a message is about',
    description:
      'The `dataref` of a message: the note, the person, or the consents about the person, as they may be read now. A message to another agency is one that does not exist.',
    answer: [ViewAnswer, ConsentsPage],
  })
  async readMessage(@Param() { id }: MessageId, @Query() page: PageQuery, @Asked() asking: Asking) {
    const link = await this.queries.execute(new AskLink(asking.agency, id));
    switch (link?.to) {
      case 'note':
        return askView(this, { kind: 'case-note', noteId: link.id }, {}, asking);
      case 'person':
        return askView(this, { kind: 'person-view', personId: link.id }, page, asking);
      case 'consents':
        return askConsents(this.queries, link.id, asking);
      case undefined:
        return refuse('request/not-found', 'there is no such record, or not for you');
    }
  }
}
