import type { EntryQuestion, Trail, TrailCursor, TrailPage, TrailQuestion, TrailRow } from '@hub/disclosure-trail';
import type { Audit, Explained, Explaining, NotFound, Replayed, Replaying } from '@hub/door';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AUDIT, TRAIL } from '../tokens.js';

export interface TrailPaging {
  readonly after?: TrailCursor;
  readonly limit?: number;
}

/** A page of the trail. */
export class AskTrail extends Query<TrailPage> {
  constructor(
    readonly question: TrailQuestion,
    readonly page: TrailPaging,
  ) {
    super();
  }
}

@QueryHandler(AskTrail)
export class TrailHandler implements IQueryHandler<AskTrail> {
  constructor(@Inject(TRAIL) private readonly trail: Trail) {}

  execute({ question, page }: AskTrail): Promise<TrailPage> {
    return this.trail.page(question, page.after, page.limit);
  }
}

/** All of the trail that matches, line by line; recorded once this resolves. */
export class AskExport extends Query<AsyncIterable<string>> {
  constructor(
    readonly question: TrailQuestion,
    readonly format: 'csv' | 'jsonl',
  ) {
    super();
  }
}

@QueryHandler(AskExport)
export class ExportHandler implements IQueryHandler<AskExport> {
  constructor(@Inject(TRAIL) private readonly trail: Trail) {}

  async execute({ question, format }: AskExport): Promise<AsyncIterable<string>> {
    const lines = this.trail.export(question, format)[Symbol.asyncIterator]();
    // Whoever is refused is refused here, while the answer can still say so.
    const first = await lines.next();
    return (async function* () {
      for (let line = first; line.done !== true; line = await lines.next()) yield line.value;
    })();
  }
}

/** What would be decided. */
export class AskExplanation extends Query<Explained> {
  constructor(readonly explaining: Explaining) {
    super();
  }
}

@QueryHandler(AskExplanation)
export class ExplanationHandler implements IQueryHandler<AskExplanation> {
  constructor(@Inject(AUDIT) private readonly audit: Audit) {}

  execute({ explaining }: AskExplanation): Promise<Explained> {
    return this.audit.explain(explaining);
  }
}

/** What was decided, decided again. */
export class AskReplay extends Query<readonly Replayed[] | NotFound> {
  constructor(readonly replaying: Replaying) {
    super();
  }
}

@QueryHandler(AskReplay)
export class ReplayHandler implements IQueryHandler<AskReplay> {
  constructor(@Inject(AUDIT) private readonly audit: Audit) {}

  execute({ replaying }: AskReplay): Promise<readonly Replayed[] | NotFound> {
    return this.audit.replay(replaying);
  }
}

/** Everything that was recorded under one id. */
export class AskEntry extends Query<readonly TrailRow[]> {
  constructor(readonly question: EntryQuestion) {
    super();
  }
}

@QueryHandler(AskEntry)
export class EntryHandler implements IQueryHandler<AskEntry> {
  constructor(@Inject(TRAIL) private readonly trail: Trail) {}

  execute({ question }: AskEntry): Promise<readonly TrailRow[]> {
    return this.trail.entry(question);
  }
}
