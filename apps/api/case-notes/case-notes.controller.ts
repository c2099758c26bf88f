import type { CaseNoteCommand, NewPassage } from '@hub/case-notes';
import type { PersonId } from '@hub/sharing';
import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Asked, type Asking } from '@hub/platform';
import { contextOf, newId } from '../contract/context.js';
import { OfRestriction, RecordId } from '../contract/ids.js';
import { Nothing } from '../contract/nothing.js';
import { Records } from '../contract/operation.js';
import { Restrict, restrictionOf } from '../contract/restriction.body.js';
import { changed, Noted, type Receipt } from '../contract/written.js';
import { CorrectNote, NoteError, PassageBody, RecordNote, ReviewLocation } from './case-notes.bodies.js';
import { HandleNote } from './case-notes.handler.js';

/** What agencies write about the people they work with. */
@ApiTags('Case notes')
@Controller('case-notes')
export class CaseNotesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Records('', {
    summary: 'Record a case note',
    description: 'Passages, each with whom it is about, who else is in it and what it gives away.',
    named: true,
    answer: Noted,
  })
  recordNote(@Body() body: RecordNote, @Asked() asking: Asking): Promise<Receipt> {
    const { effectiveAt = asking.at, origin = 'written', handling = [], passages, ...said } = body;
    const data = {
      ...about(newId(asking), asking),
      ...said,
      author: asking.worker,
      passages: passages.map(passageOf),
      handling: handling.map((each, index) => restrictionOf(newId(asking, `handling ${index}`), each)),
      effectiveAt,
      origin,
    };
    return this.handle({ type: 'RecordNote', data }, asking);
  }

  @Records(':id/corrections', {
    summary: 'Correct a case note',
    description: 'What it should have said. The first version stays in the log, and is shown no more.',
    ifMatch: 'optional',
    answer: Noted,
  })
  correctNote(@Param() { id }: RecordId, @Body() body: CorrectNote, @Asked() asking: Asking): Promise<Receipt> {
    const { origin = 'written', passages, because, ...said } = body;
    const written = passages.map(passageOf);
    const reason = { subjects: subjectsOf(written), clear: because };
    const data = { ...about(id, asking), ...said, author: asking.worker, passages: written, because: reason, origin };
    return this.handle({ type: 'CorrectNote', data }, asking);
  }

  @Records(':id/restrictions', {
    summary: 'Restrict a case note',
    description: 'Hides it, by an order, a handling condition or a seal.',
    ifMatch: 'optional',
    urgent: true,
  })
  restrictNote(@Param() { id }: RecordId, @Body() body: Restrict, @Asked() asking: Asking): Promise<Receipt> {
    const restriction = restrictionOf(newId(asking), body);
    return this.handle({ type: 'RestrictNote', data: { ...about(id, asking), restriction } }, asking, restriction.id);
  }

  @Records(':id/restrictions/:restrictionId/liftings', {
    summary: 'Lift a restriction of a case note',
    description: 'By the agency that wrote the note.',
    ifMatch: 'optional',
  })
  liftNoteRestriction(
    @Param() { id, restrictionId }: OfRestriction,
    @Body() _: Nothing,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), restrictionId, at: asking.at };
    return this.handle({ type: 'LiftNoteRestriction', data }, asking, restrictionId);
  }

  @Records(':id/errors', {
    summary: 'Mark a case note as entered in error',
    description: 'It is shown to nobody any more; the log keeps it.',
    ifMatch: 'optional',
    urgent: true,
  })
  markNoteInError(@Param() { id }: RecordId, @Body() body: NoteError, @Asked() asking: Asking): Promise<Receipt> {
    const because = { subjects: [], clear: body.because };
    const data = { ...about(id, asking), author: asking.worker, because };
    return this.handle({ type: 'MarkNoteInError', data }, asking);
  }

  @Records(':id/location-reviews', {
    summary: 'Say whether passages tell where somebody is',
    description: 'As somebody of the agency that wrote them has read them for that.',
    ifMatch: 'optional',
    urgent: true,
  })
  reviewNoteLocation(
    @Param() { id }: RecordId,
    @Body() { passages }: ReviewLocation,
    @Asked() asking: Asking,
  ): Promise<Receipt> {
    const data = { ...about(id, asking), reviewer: asking.worker, passages };
    return this.handle({ type: 'ReviewNoteLocation', data }, asking);
  }

  private async handle(command: CaseNoteCommand, asking: Asking, id = command.data.noteId): Promise<Receipt> {
    const { passages, ...appended } = await this.commands.execute(new HandleNote(command, contextOf(asking, command)));
    const writes = command.type === 'RecordNote' || command.type === 'CorrectNote';
    return changed(`case-notes/${command.data.noteId}`, id, appended, writes ? { passages } : {});
  }
}

const about = (noteId: string, { agency: agencyId, at: now }: Asking) => ({ noteId, agencyId, now });

const passageOf = ({ text, subjects, revealsProtectedSource = false, ...said }: PassageBody): NewPassage => ({
  ...said,
  subjects,
  revealsProtectedSource,
  text: { subjects, clear: text },
});

const subjectsOf = (passages: readonly NewPassage[]): readonly PersonId[] => [
  ...new Set(passages.flatMap(({ subjects }) => subjects)),
];
