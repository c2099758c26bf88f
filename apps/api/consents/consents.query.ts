import type { ConsentList, ConsentsAnswer, ConsentsQuestion } from '@hub/consent-list';
import type { NotFound } from '@hub/door';
import { refuse } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { Controller, Inject, Param } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { askerOf } from '../contract/asker.js';
import { Asked, type Asking } from '@hub/platform';
import { Field, optional } from '../contract/field.js';
import { RecordId } from '../contract/ids.js';
import { Discloses } from '../contract/operation.js';
import { PageAnswer } from '../contract/paging.js';
import { agency, code, id, instant, list, oneOf, part, yesOrNo } from '../contract/schema.js';
import { CONSENTS } from '../tokens.js';
import { Scope } from './consents.bodies.js';

export class PeriodAnswer {
  @Field(instant, 'From when it holds') from!: string;
  @Field(optional(instant), 'Until when') until?: string;
}

export class ConsentAnswer {
  @Field(id, 'The consent') consentId!: string;
  @Field(id, 'Whom the information is about') subject!: string;
  @Field(id, 'Who gave it, or refused') grantor!: string;
  @Field(oneOf('self', 'parental-responsibility'), 'In what capacity') capacity!: string;
  @Field(oneOf('permit', 'refuse'), 'What they said') decision!: string;
  @Field(part(() => Scope), 'What it covers') scope!: Scope;
  @Field(part(() => PeriodAnswer), 'For how long') period!: PeriodAnswer;
  @Field(instant, 'When it was given') effectiveAt!: string;
  @Field(agency, 'The agency that recorded it') agencyId!: string;
  @Field(yesOrNo, 'Whether it has been withdrawn') withdrawn!: boolean;
  @Field(yesOrNo, 'Whether it was entered in error') inError!: boolean;
}

export class ConsentsPage {
  @Field(instant, 'When it was decided') asAt!: string;
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The entry in the trail') disclosureId!: string;
  @Field(
    list(
      part(() => ConsentAnswer),
      { max: 1000 },
    ),
    'In the order of the log',
  )
  items!: ConsentAnswer[];
  @Field(part(() => PageAnswer), 'There is one page') page!: PageAnswer;
}

export class AskConsents extends Query<ConsentsAnswer | NotFound> {
  constructor(readonly question: ConsentsQuestion) {
    super();
  }
}

@QueryHandler(AskConsents)
export class ConsentsHandler implements IQueryHandler<AskConsents> {
  constructor(@Inject(CONSENTS) private readonly reader: ConsentList) {}

  execute({ question }: AskConsents): Promise<ConsentsAnswer | NotFound> {
    return this.reader.consents(question);
  }
}

/** Asks for the consents about a person, and answers as this API does. */
export const askConsents = async (queries: QueryBus, personId: PersonId, asking: Asking) => {
  const question = { id: asking.requestId, asking: askerOf(asking), personId };
  const answer = await queries.execute(new AskConsents(question));
  if (!answer.found) return refuse('request/not-found', 'there is no such record, or not for you');
  const { asAt, disclosureId, consents } = answer;
  return { asAt, disclosureId, items: consents, page: {} };
};

@ApiTags('Consents')
@Controller('people/:id/consents')
export class ReadConsentsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Discloses('', {
    summary: 'Read the consents about a person',
    description: 'Those that the caller’s agency recorded, or that name it, or everybody, as a recipient.',
    answer: ConsentsPage,
  })
  async readConsents(@Param() { id: personId }: RecordId, @Asked() asking: Asking) {
    return askConsents(this.queries, personId, asking);
  }
}
