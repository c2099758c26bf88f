import { roleOf } from '@hub/agencies';
import type { CaseloadCursor } from '@hub/person-search';
import { Controller, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { askerOf } from '../contract/asker.js';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { cursorsOf } from '../contract/cursors.js';
import { Discloses } from '../contract/operation.js';
import { PageQuery } from '../contract/paging.js';
import { AskRegister } from '../register/register.queries.js';
import { CaseloadPage } from './caseload.answers.js';
import { AskCaseload } from './caseload.handler.js';

const MOST = 50;

/** Whom an agency works with. */
@ApiTags('Views')
@Controller('caseload')
export class CaseloadController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Discloses('', {
    summary: 'List the people whom the caller works with',
    description: 'Those of the agency, or of the worker alone where the role reaches no further.',
    answer: CaseloadPage,
  })
  async listCaseload(@Query() { limit = MOST, after }: PageQuery, @Asked() asking: Asking) {
    const { agencies } = await this.queries.execute(new AskRegister());
    const of = roleOf(agencies, asking.agency, asking.role)?.reach === 'agency' ? 'agency' : 'worker';
    const cursors = cursorsOf<CaseloadCursor>(this.cursors, asking, 'caseload', { of });
    const question = { id: asking.requestId, asking: askerOf(asking), of, limit, ...cursors.after(after) } as const;
    const { people, next, ...answer } = await this.queries.execute(new AskCaseload(question));
    return { ...answer, items: people, page: cursors.page(next) };
  }
}
