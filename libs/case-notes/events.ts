import type { Event } from '@hub/eventsourcing';
import type { AgencyId, Category, Confidential, Instant, Label, Passage, Restriction, WorkerId } from '@hub/sharing';

/** A passage with its words. Its subjects are those whose keys open the words. */
export type NotePassage = Passage & { readonly text: Confidential };

/** Stream `note-<id>`. */
export type CaseNoteEvent =
  | Event<
      'NoteRecorded',
      {
        noteId: string;
        agencyId: AgencyId;
        author: WorkerId;
        category: Category;
        labels: readonly Label[];
        passages: readonly NotePassage[];
        /** Police handling conditions and the like, from the first moment on. */
        handling: readonly Restriction[];
        effectiveAt: Instant;
        /** How it came to the hub; what is imported has not been read for what it reveals. */
        origin: 'written' | 'imported';
      }
    >
  /** What the note should have said. Replaces the passages; the first version stays in the log. */
  | Event<
      'NoteCorrected',
      { noteId: string; agencyId: AgencyId; author: WorkerId; passages: readonly NotePassage[]; because: Confidential }
    >
  | Event<'NoteRestricted', { noteId: string; agencyId: AgencyId; restriction: Restriction }>
  | Event<'NoteRestrictionLifted', { noteId: string; agencyId: AgencyId; restrictionId: string; at: Instant }>
  | Event<'NoteMarkedInError', { noteId: string; agencyId: AgencyId; author: WorkerId; because: Confidential }>
  /** Somebody has read these passages for what tells where a person is. */
  | Event<
      'NoteLocationReviewed',
      {
        noteId: string;
        agencyId: AgencyId;
        reviewer: WorkerId;
        passages: readonly { readonly id: string; readonly location: 'reveals' | 'checked' }[];
      }
    >;
