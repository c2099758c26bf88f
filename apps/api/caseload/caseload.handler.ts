import type { Caseload, CaseloadAnswer, CaseloadQuestion } from '@hub/person-search';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CASELOAD } from '../tokens.js';

export class AskCaseload extends Query<CaseloadAnswer> {
  constructor(readonly question: CaseloadQuestion) {
    super();
  }
}

@QueryHandler(AskCaseload)
export class CaseloadHandler implements IQueryHandler<AskCaseload> {
  constructor(@Inject(CASELOAD) private readonly reader: Caseload) {}

  execute({ question }: AskCaseload): Promise<CaseloadAnswer> {
    return this.reader.caseload(question);
  }
}
