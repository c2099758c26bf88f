import type { Record as WriteToTrail } from '@hub/door';
import { fold, refuse, type EventStore, type Recorded } from '@hub/eventsourcing';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import {
  recall,
  recallStream,
  type KnownRecall,
  type RecallEntry,
  type RecallEvent,
  type RecallList,
} from '@hub/recalls';
import type { AgencyId } from '@hub/sharing';
import { Controller, Inject, Param, Query as InQuery, UseInterceptors } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { forAgency, PARTNERSHIP } from '../access/administrators.js';
import { askerOf } from '../contract/asker.js';
import { cursorsOf } from '../contract/cursors.js';
import { RecordId } from '../contract/ids.js';
import { Shows } from '../contract/operation.js';
import { Revised, Tagged } from '../contract/revised.js';
import { EVENT_STORE, RECALLS, RECORD } from '../tokens.js';
import { answerOf, RecallAnswer, RecallProgressAnswer, RecallsAnswer } from './recalls.answers.js';
import { RecallsQuery } from './recalls.bodies.js';

interface Standing {
  readonly recall: KnownRecall;
  readonly revision: number;
}

/** Recalls of one agency by their ids; those of others, and those that there are none of, are left out. */
export class AskRecalls extends Query<readonly Standing[]> {
  constructor(
    readonly asking: Asking,
    readonly ids: readonly string[],
  ) {
    super();
  }
}

const standingIn = (events: readonly Recorded[], agency: AgencyId): readonly Standing[] => {
  const state = fold(recall, events as readonly Recorded<RecallEvent>[]);
  const revision = events.at(-1)?.revision ?? 0;
  return state.status !== 'absent' && state.agencyId === agency ? [{ recall: state, revision }] : [];
};

@QueryHandler(AskRecalls)
export class RecallsHandler implements IQueryHandler<AskRecalls> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(RECORD) private readonly record: WriteToTrail,
  ) {}

  /** A suspended agency reads them too: they tell it nothing that it was not told, and what to do with it. */
  async execute({ asking, ids }: AskRecalls): Promise<readonly Standing[]> {
    const { agency: agencyId, worker, role, requestId, at: now } = asking;
    const streams = await this.store.readMany(ids.map(recallStream));
    const found = ids.flatMap((id) => standingIn(streams.get(recallStream(id)) ?? [], agencyId));
    const subjects = [...new Set(found.flatMap(({ recall: { knownAs } }) => knownAs))];
    const entry = { requestId, agencyId, worker, role, question: 'recalls', filter: {}, subjects, now } as const;
    await this.record({ type: 'RecordTrailRead', data: entry }, askerOf(asking));
    return found;
  }
}

const workers = ['information-governance', 'administrator'] as const;

/** What an agency was told and must not use as before: its work list. */
@ApiTags('Recalls')
@Controller('recalls')
export class ReadRecallsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(RECALLS) private readonly list: RecallList,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Shows('', {
    summary: 'List the open recalls',
    description: 'Those of the caller’s agency, the most urgent first; a suspended agency reads its own as well.',
    functions: workers,
    answer: RecallsAnswer,
  })
  async listRecalls(@InQuery() { limit = 50, after, overdue = false }: RecallsQuery, @Asked() asking: Asking) {
    const { agency, at } = asking;
    const cursors = cursorsOf<RecallEntry>(this.cursors, asking, 'recalls', { overdue });
    const from = cursors.after(after).after;
    const page = await this.list.page({ agency, ...(overdue && { dueBefore: at }) }, from, limit);
    const ids = page.map(({ recallId }) => recallId);
    const found = await this.queries.execute(new AskRecalls(asking, ids));
    return {
      items: found.filter(({ recall: { status } }) => status === 'open').map((one) => answerOf(one.recall, at)),
      page: cursors.page(page.length === limit ? page.at(-1) : undefined),
    };
  }

  @Shows('progress', {
    summary: 'Show how far recalls have come',
    description: 'For the partnership: numbers over all agencies, without whose they are or why they were raised.',
    functions: workers,
    answer: RecallProgressAnswer,
  })
  async showRecallProgress(@Asked() asking: Asking) {
    forAgency(PARTNERSHIP, asking);
    return this.list.progress(asking.at);
  }

  @Shows(':id', {
    summary: 'Show a recall',
    description: 'To the agency that it is for, whoever asks: a system that was told of it reads it before it acts.',
    answer: RecallAnswer,
  })
  @UseInterceptors(Tagged)
  async showRecall(@Param() { id }: RecordId, @Asked() asking: Asking) {
    const [found] = await this.queries.execute(new AskRecalls(asking, [id]));
    if (!found) return refuse('recall/unknown', 'there is no such recall, or not for you');
    return new Revised(answerOf(found.recall, asking.at), found.revision);
  }
}
