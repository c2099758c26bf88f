import type { Command, Instant } from '@hub/eventsourcing';
import type { AgencyId, Category, Confidential, Label, Passage, PersonId, Restriction, WorkerId } from '@hub/sharing';

/** Personal content on its way in. The log keeps it sealed. */
export type InClear = Extract<Confidential, { clear: string }>;

/** How words came to the hub. What is imported has not been read for what it reveals, whatever the importer says. */
export type Origin = 'written' | 'imported';

/** A passage as it is handed in; the note gives it its id. */
export interface NewPassage {
  readonly subjects: readonly PersonId[];
  readonly thirdParties: Passage['thirdParties'];
  readonly revealsProtectedSource: boolean;
  /** What the writer says that the words reveal; missing, nobody has looked. */
  readonly location?: 'reveals' | 'checked';
  readonly text: InClear;
}

type AboutNote<T extends string, D extends object> = Command<
  T,
  { readonly noteId: string; readonly agencyId: AgencyId; readonly now: Instant } & Readonly<D>
>;

export type CaseNoteCommand =
  | AboutNote<
      'RecordNote',
      {
        author: WorkerId;
        category: Category;
        labels: readonly Label[];
        passages: readonly NewPassage[];
        handling: readonly Restriction[];
        effectiveAt: Instant;
        origin: Origin;
        /** Refused: the hub keeps no files yet, and a note without its attachment would look whole. */
        attachments?: readonly unknown[];
      }
    >
  | AboutNote<
      'CorrectNote',
      {
        author: WorkerId;
        passages: readonly NewPassage[];
        because: InClear;
        origin: Origin;
        attachments?: readonly unknown[];
      }
    >
  | AboutNote<'RestrictNote', { restriction: Restriction }>
  | AboutNote<'LiftNoteRestriction', { restrictionId: string; at: Instant }>
  | AboutNote<'MarkNoteInError', { author: WorkerId; because: InClear }>
  | AboutNote<
      'ReviewNoteLocation',
      {
        reviewer: WorkerId;
        passages: readonly { readonly id: string; readonly location: 'reveals' | 'checked' }[];
      }
    >;
