import type { DisclosureEvent, FeedEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';

/** Where the record of something that was told is: it is read from the log. */
export interface TellingRef {
  /** Of the event, or of the message. */
  readonly id: string;
  readonly recordedAt: string;
  readonly stream: string;
  readonly revision: number;
}

/** An entry under one of the records of whoever it tells about. */
export interface TellingRow extends TellingRef {
  readonly subject: PersonId;
}

const each = (ref: TellingRef, subjects: readonly PersonId[]): readonly TellingRow[] =>
  [...new Set(subjects)].map((subject) => ({ ...ref, subject }));

/** What an event says that somebody was told, under everybody whom it tells about. */
export const tellingRows = (event: Recorded<DisclosureEvent | FeedEvent>): readonly TellingRow[] => {
  const { id, recordedAt, stream, revision, type, data } = event;
  const at = { recordedAt, stream, revision };
  if (type === 'MessagesReleased')
    return data.messages.flatMap(({ messageId, about }) =>
      about && about.items.length > 0 ? each({ id: messageId, ...at }, about.subjects) : [],
    );
  const isTelling = type === 'ManualDisclosureRecorded' || (type === 'DisclosureMade' && data.items.length > 0);
  return isTelling ? each({ id, ...at }, data.subjects) : [];
};
