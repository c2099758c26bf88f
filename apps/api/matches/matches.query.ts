import type { Asking as Asker, Record as WriteToTrail } from '@hub/door';
import type { Instant } from '@hub/eventsourcing';
import type { MatchReason } from '@hub/people';
import type { PersonId } from '@hub/sharing';
import { Controller, Inject, Query as Asks } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { isActive, refuseSuspended } from '../access/active-agency.js';
import { askerOf } from '../contract/asker.js';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { cursorsOf } from '../contract/cursors.js';
import { Field } from '../contract/field.js';
import { Shows } from '../contract/operation.js';
import { PageAnswer, PageQuery } from '../contract/paging.js';
import { code, id, list, matchId, oneOf, part, type Scalar } from '../contract/schema.js';
import { MATCHES, RECORD } from '../tokens.js';

/** Two records that may be of one person. */
export interface MatchEntry {
  readonly matchId: string;
  readonly people: readonly [PersonId, PersonId];
  readonly reasons: readonly MatchReason[];
  readonly confidence: number;
}

export interface MatchList {
  page(status: 'proposed', after: string | undefined, limit: number): Promise<readonly MatchEntry[]>;
}

const share: Scalar = { type: 'number', minimum: 0, maximum: 1, example: 0.93 };

export class MatchReasonAnswer {
  @Field(code('date-of-birth', 100), 'The field') field!: string;
  @Field(oneOf('same', 'near', 'different'), 'How far it agrees') agreement!: string;
}

export class MatchAnswer {
  @Field(matchId, 'The match') matchId!: string;
  @Field(list(id, { min: 2, max: 2 }), 'The two records') people!: string[];
  @Field(list(part(() => MatchReasonAnswer)), 'What speaks for it') reasons!: MatchReasonAnswer[];
  @Field(share, 'How likely it is') confidence!: number;
}

export class MatchesAnswer {
  @Field(
    list(
      part(() => MatchAnswer),
      { max: 200 },
    ),
    'Proposals, in order of id',
  )
  items!: MatchAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

interface MatchesQuestion {
  readonly id: string;
  readonly asking: Asker;
  readonly at: Instant;
  readonly after?: string;
  readonly limit: number;
}

export class AskMatches extends Query<readonly MatchEntry[]> {
  constructor(readonly question: MatchesQuestion) {
    super();
  }
}

@QueryHandler(AskMatches)
export class MatchesHandler implements IQueryHandler<AskMatches> {
  constructor(
    @Inject(MATCHES) private readonly list: MatchList,
    @Inject(RECORD) private readonly record: WriteToTrail,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ question: { id: requestId, asking, at: now, after, limit } }: AskMatches) {
    const allowed = await isActive(this.queries, asking);
    const page = allowed ? await this.list.page('proposed', after, limit) : [];
    const subjects = [...new Set(page.flatMap(({ people }) => people))];
    const { agency: agencyId, worker, role } = asking;
    const filter: Readonly<Record<string, string>> = allowed ? {} : { refused: 'agency' };
    const entry = { requestId, agencyId, worker, role, question: 'matches' as const, filter, subjects, now };
    await this.record({ type: 'RecordTrailRead', data: entry }, asking);
    return allowed ? page : refuseSuspended();
  }
}

@ApiTags('Matches')
@Controller('matches')
export class ReadMatchesController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Shows('', {
    summary: 'List proposed matches',
    description: 'Pairs of records that may be of one person, with what speaks for it; names no agency.',
    answer: MatchesAnswer,
    functions: ['steward'],
  })
  async listMatches(@Asks() { limit = 50, after }: PageQuery, @Asked() asking: Asking) {
    const cursors = cursorsOf<string>(this.cursors, asking, 'matches', {});
    const question = { id: asking.requestId, asking: askerOf(asking), at: asking.at, limit, ...cursors.after(after) };
    const page = await this.queries.execute(new AskMatches(question));
    const last = page.length === limit ? page.at(-1)?.matchId : undefined;
    const items = page.map(({ matchId, people, reasons, confidence }) => ({ matchId, people, reasons, confidence }));
    return { items, page: cursors.page(last) };
  }
}
