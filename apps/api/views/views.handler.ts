import type { Answered, NotFound } from '@hub/door';
import type { Ask, ChronologyFilter, Cursor, FamilyView } from '@hub/family-view';
import type { FamilyId, PersonId } from '@hub/sharing';
import { unreachable } from '@hub/eventsourcing';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FAMILY_VIEW } from '../tokens.js';

/** A question about a family, a person or a note. */
export type ViewQuestion =
  | { readonly kind: 'family-view'; readonly familyId: FamilyId }
  | { readonly kind: 'chronology'; readonly familyId: FamilyId; readonly filter: ChronologyFilter }
  | { readonly kind: 'person-view'; readonly personId: PersonId }
  | { readonly kind: 'case-note'; readonly noteId: string };

export class AskView extends Query<Answered<Cursor> | NotFound> {
  constructor(
    readonly question: ViewQuestion,
    readonly ask: Ask,
  ) {
    super();
  }
}

/** Asks the reader, whose only way out is the door. */
@QueryHandler(AskView)
export class ViewHandler implements IQueryHandler<AskView> {
  constructor(@Inject(FAMILY_VIEW) private readonly reader: FamilyView) {}

  execute({ question, ask }: AskView): Promise<Answered<Cursor> | NotFound> {
    switch (question.kind) {
      case 'family-view':
        return this.reader.familyView(question.familyId, ask);
      case 'chronology':
        return this.reader.chronology(question.familyId, question.filter, ask);
      case 'person-view':
        return this.reader.personView(question.personId, ask);
      case 'case-note':
        return this.reader.caseNote(question.noteId, ask);
      default:
        return unreachable(question);
    }
  }
}
