import { FEED_REPLAY_REASONS, type FeedReplayReason } from '@hub/disclosures';
import { MESSAGE_TYPES } from '@hub/partner-messages';
import { Field, optional } from '../contract/field.js';
import { agency, code, id, instant, keyOf, list, oneOf, part, whole, worker } from '../contract/schema.js';
import { Written } from '../contract/written.js';

const sequence = whole(1, Number.MAX_SAFE_INTEGER);
const number = whole(0, Number.MAX_SAFE_INTEGER);
const messageId = { ...code('q83vEjRWeJCrze8SNFZ4kKvN7xI', 120), pattern: '^[A-Za-z0-9_.-]+$' };

export class ReleaseWindow {
  @Field(instant, 'Released at this time or later') from!: string;
  @Field(instant, 'Released before this time') to!: string;
}

export class Positions {
  @Field(sequence, 'The `sequence` of the first message') from!: number;
  @Field(sequence, 'The `sequence` of the last message') to!: number;
}

export class SelectMessages {
  @Field(optional(part(() => ReleaseWindow)), 'By the time of their release') window?: ReleaseWindow;
  @Field(optional(part(() => Positions)), 'By their places in the feed') positions?: Positions;
  @Field(optional(list(messageId, { min: 1, max: 500 })), 'By their ids') messages?: string[];
}

export class PreviewReplay {
  @Field(optional(agency), 'Whose messages; missing: the caller’s agency. Of another the partnership alone asks')
  agencyId?: string;
  @Field(part(() => SelectMessages, { exactlyOne: true }), 'Which of the messages to the agency')
  selection!: SelectMessages;
}

export class MakeReplay extends PreviewReplay {
  @Field(oneOf(...FEED_REPLAY_REASONS), 'Why') reason!: FeedReplayReason;
}

export class CountedType {
  @Field(keyOf(MESSAGE_TYPES), 'A type of message') type!: string;
  @Field(number, 'So many of them may be told once more') count!: number;
}

export class LeftOut {
  @Field(number, 'Void since before they were sent') void!: number;
  @Field(number, 'Their permission has gone since') permissionGone!: number;
}

export class FeedReplayCountsAnswer {
  @Field(
    list(
      part(() => CountedType),
      { max: 50 },
    ),
    'What may be told once more',
  )
  messages!: CountedType[];
  @Field(part(() => LeftOut), 'What keeps its place, and says nothing') leftOut!: LeftOut;
}

export class MadeReplay extends Written {
  @Field(
    part(() => FeedReplayCountsAnswer),
    'What it came to when it was made; each message is decided again as it is read',
  )
  counts!: FeedReplayCountsAnswer;
}

export class FeedReplayAnswer extends MakeReplay {
  @Field(id, 'The replay') id!: string;
  @Field(part(() => FeedReplayCountsAnswer), 'What it came to when it was made') counts!: FeedReplayCountsAnswer;
  @Field(agency, 'The agency of whoever asked for it') by!: string;
  @Field(worker, 'Who asked for it') worker!: string;
  @Field(instant, 'When') madeAt!: string;
}
