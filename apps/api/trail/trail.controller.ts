import { MOST_ROWS, type TrailCursor, type TrailFilter, type TrailQuestion } from '@hub/disclosure-trail';
import { refuse } from '@hub/eventsourcing';
import { Body, Controller, Headers, Inject, Param, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { forAgency } from '../access/administrators.js';
import { askerOf } from '../contract/asker.js';
import { Asked, CURSORS, type Asking, type Cursors } from '@hub/platform';
import { cursorsOf } from '../contract/cursors.js';
import { DisclosureId } from '../contract/ids.js';
import { Searches, Shows } from '../contract/operation.js';
import { DecisionAnswer, EntryAnswer, ReplayAnswer, TrailAnswer } from './trail.answers.js';
import { ExplainDecision, SearchTrail } from './trail.bodies.js';
import { AskEntry, AskExplanation, AskExport, AskReplay, AskTrail } from './trail.handler.js';

const forGovernance = { functions: ['information-governance'] } as const;

/** Who was told what, when and why. Reading it is an entry as well. */
@ApiTags('Disclosures')
@Controller()
export class TrailController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Searches('disclosures::search', {
    summary: 'Search the trail',
    description: 'Entries in which the officer’s agency has a part. `Accept: text/csv` and `application/jsonl` export.',
    answer: TrailAnswer,
    ...forGovernance,
  })
  async searchTrail(
    @Body() { limit = MOST_ROWS, after, ...sought }: SearchTrail,
    @Asked() asking: Asking,
    @Headers('accept') accept = '',
  ) {
    const filter = filterOf(sought);
    const format = exportIn(accept);
    if (format) return this.export({ id: asking.requestId, officer: askerOf(asking), filter }, format);
    const cursors = cursorsOf<TrailCursor>(this.cursors, asking, 'trail', filter);
    const question = { id: asking.requestId, officer: askerOf(asking), filter };
    const { rows, next } = await this.queries.execute(new AskTrail(question, { limit, ...cursors.after(after) }));
    return { items: rows, page: cursors.page(next) };
  }

  /** The reading is recorded before the first line leaves. */
  private async export(question: TrailQuestion, format: Format): Promise<StreamableFile> {
    const { type, ending } = FORMATS[format];
    const lines = await this.queries.execute(new AskExport(question, format));
    return new StreamableFile(Readable.from(lines), { type, disposition: `attachment; filename="trail.${ending}"` });
  }

  @Shows('disclosures/:id', {
    summary: 'Show an entry of the trail',
    description: 'Everything that was recorded under this id, as far as the officer’s agency may read it.',
    answer: EntryAnswer,
    ...forGovernance,
  })
  async showEntry(@Param() { id }: DisclosureId, @Asked() asking: Asking) {
    const question = { id: asking.requestId, officer: askerOf(asking), disclosureId: id };
    const items = await this.queries.execute(new AskEntry(question));
    return items.length > 0 ? { items } : absent();
  }

  @Searches('disclosures/:id(^[0-9a-f.-]{36,38})::replay', {
    summary: 'Decide an entry again',
    description:
      'An answer, a denial, a search, or a message to the agency that was told or held back: from the facts and the policy that it rested on, and from what is known today. No content.',
    answer: ReplayAnswer,
    ...forGovernance,
  })
  async replayDisclosure(@Param() { id }: DisclosureId, @Asked() asking: Asking) {
    const replaying = { id: asking.requestId, officer: askerOf(asking), disclosureId: id };
    const items = await this.queries.execute(new AskReplay(replaying));
    return 'found' in items ? absent() : { items };
  }

  @Searches('decisions::explain', {
    summary: 'Explain a decision',
    description: 'What would be decided for a colleague of the officer’s own agency, and why. No content.',
    answer: DecisionAnswer,
    ...forGovernance,
  })
  explainDecision(@Body() body: ExplainDecision, @Asked() asking: Asking) {
    const { agency = asking.agency, familyId, personId, gateway, ...colleague } = body;
    forAgency(agency, { agency: asking.agency });
    const about = familyId === undefined ? { people: personId === undefined ? [] : [personId] } : { familyId };
    return this.queries.execute(
      new AskExplanation({
        id: asking.requestId,
        officer: askerOf(asking),
        asking: { ...colleague, channel: 'api', ...(gateway !== undefined && { claimedGateway: gateway }) },
        action: 'view',
        about,
      }),
    );
  }
}

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  jsonl: { type: 'application/jsonl; charset=utf-8', ending: 'jsonl' },
} as const;
type Format = keyof typeof FORMATS;

const exportIn = (accept: string): Format | undefined => {
  if (accept.startsWith('text/csv')) return 'csv';
  return accept.startsWith('application/jsonl') ? 'jsonl' : undefined;
};

const absent = (): never => refuse('request/not-found', 'there is no such record, or not for you');

const filterOf = ({ to, ...sought }: Omit<SearchTrail, 'limit' | 'after'>): TrailFilter => ({
  ...sought,
  ...(to !== undefined && { until: to }),
});
