import type { Position } from '@hub/eventsourcing';
import type { Confidential, FamilyId, PersonId } from '@hub/sharing';

/** What an index knows of some people: where to look, never what it says there. */
export interface Whereabouts {
  /** Notes of which a passage names one of them as a subject, now or in an earlier version. */
  readonly notes: readonly string[];
  /** Families that one of them is or was a member of. */
  readonly families: readonly FamilyId[];
  /** The index has taken in every event up to here; read in the same snapshot as the rest. */
  readonly upTo: Position;
}

/**
 * An index over the log that may only narrow what is looked at: whatever it names is read from its own stream and
 * decided afresh. It may lag behind; what it has not taken in yet is made up for from the log after `upTo`.
 */
export interface NoteIndex {
  /** Asked about nobody as well, so that somebody unknown costs what somebody known does. */
  about(people: readonly PersonId[]): Promise<Whereabouts>;
}

/** Where a confidential value stands; bound to it when it was sealed. `path` is a JSON pointer, for example `/passages/0/text`. */
export interface Place {
  readonly eventId: string;
  readonly type: string;
  readonly path: string;
}

/** Opens a sealed value; `undefined` when no subject's key is left. Facts open dates of birth and nothing else. */
export type Open = <T>(confidential: Confidential<T>, place: Place) => Promise<T | undefined>;
