import { note, type CaseNoteCommand, type CaseNoteEvent, type NotePassage } from '@hub/case-notes';
import { handlerOf, type Appended, type Context, type EventStore } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Business } from '../access/business.js';
import { BUSINESS, EVENT_STORE } from '../tokens.js';

/** A command about one note, with its surroundings. */
export class HandleNote extends Command<Appended & { readonly passages: readonly string[] }> {
  constructor(
    readonly command: CaseNoteCommand,
    readonly context: Context,
  ) {
    super();
  }
}

const streamOf = ({ data }: CaseNoteCommand): string => `note-${data.noteId}`;

const peopleIn = ({ type, data }: CaseNoteCommand): readonly PersonId[] =>
  type === 'RecordNote' || type === 'CorrectNote' ? data.passages.flatMap(({ subjects }) => subjects) : [];

@CommandHandler(HandleNote)
export class NoteHandler implements ICommandHandler<HandleNote> {
  private readonly handle;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(BUSINESS) private readonly business: Business,
  ) {
    this.handle = handlerOf({ store, decider: note, streamOf, eventId });
  }

  /** With the ids of the passages as they stand after it: whoever reviews them names them. */
  async execute({ command, context }: HandleNote) {
    const { agencyId } = command.data;
    if (command.type !== 'RecordNote') await this.business.withRecord(agencyId, streamOf(command));
    await this.business.withPeople(agencyId, peopleIn(command));
    const appended = await this.handle(await this.completed(command), context);
    const events = await this.store.read<CaseNoteEvent>(appended.stream, { to: appended.revision });
    const written = events.map(passagesOf).findLast((passages) => passages.length > 0) ?? [];
    return { ...appended, passages: written.map(({ id }) => id) };
  }

  /** Why a note is in error is about whom the note is about: their keys open the reason. */
  private async completed(command: CaseNoteCommand): Promise<CaseNoteCommand> {
    if (command.type !== 'MarkNoteInError') return command;
    const subjects = subjectsOf(await this.store.read<CaseNoteEvent>(streamOf(command)));
    return { ...command, data: { ...command.data, because: { ...command.data.because, subjects } } };
  }
}

const passagesOf = ({ type, data }: CaseNoteEvent): readonly NotePassage[] =>
  type === 'NoteRecorded' || type === 'NoteCorrected' ? data.passages : [];

const subjectsOf = (events: readonly CaseNoteEvent[]): readonly PersonId[] => [
  ...new Set(events.flatMap(passagesOf).flatMap(({ subjects }) => subjects)),
];
