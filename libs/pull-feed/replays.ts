import {
  mustBeReplayable,
  type FeedPlaces,
  type FeedReplayCounts,
  type FeedReplayEvent,
  type FeedSelection,
  type ReleasedMessage,
} from '@hub/disclosures';
import type { MessageType, PartnerMessage } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import type { Replaying } from './ports.js';
import { goesOn, selected, type SelectedPorts } from './selected.js';

export interface ReplaysPorts extends SelectedPorts {
  readonly replaying: Replaying;
}

/** Messages of a replay in order. */
export interface ReplayPage {
  readonly messages: readonly PartnerMessage[];
  /** The sequence after which it goes on; missing at its end. */
  readonly next?: number;
}

export interface ReplayPreview {
  readonly places: FeedPlaces;
  readonly counts: FeedReplayCounts;
}

/** What was told an agency, told once more: each message is decided again, with the facts of the moment at which it is read. */
export interface FeedReplays {
  /** What a replay of this comes to now. Refuses what comes to nothing, or to too much. */
  preview(agency: AgencyId, selection: FeedSelection): Promise<ReplayPreview>;
  /** At most so many of a replay's messages after a sequence. Nothing is in it that was not released when it was made. */
  page(replay: FeedReplayEvent['data'], after: number, limit: number): Promise<ReplayPage>;
}

/** Messages that are decided about at once. */
const AT_ONCE = 200;

const NONE: FeedReplayCounts = { messages: {}, leftOut: { void: 0, 'permission-gone': 0 } };

type Counted = readonly (readonly [ReleasedMessage, Awaited<ReturnType<Replaying['standings']>>[number]])[];

const counted = (before: FeedReplayCounts, page: Counted): FeedReplayCounts => {
  const messages: Partial<Record<MessageType, number>> = { ...before.messages };
  const leftOut = { ...before.leftOut };
  for (const [{ message }, standing] of page)
    if (standing === 'permitted') messages[message.type] = (messages[message.type] ?? 0) + 1;
    else leftOut[standing] += 1;
  return { messages, leftOut };
};

export const feedReplays = ({ replaying, ...ports }: ReplaysPorts): FeedReplays => {
  const feed = selected(ports);

  const standing = async (
    agency: AgencyId,
    messages: readonly ReleasedMessage[],
    ask: Replaying['standings'] = replaying.standings,
  ): Promise<Counted> => {
    const standings = messages.length === 0 ? [] : await ask(agency, messages);
    return messages.flatMap((message, index) => {
      const found = standings[index];
      return found ? [[message, found] as const] : [];
    });
  };

  return {
    async preview(agency, selection) {
      const places = await feed.places(agency, selection);
      mustBeReplayable(places);
      let counts = NONE;
      for (let after = places.from - 1; goesOn(places, after);) {
        const page = await feed.messages(agency, places, { after, limit: AT_ONCE });
        counts = counted(counts, await standing(agency, page));
        after = page.at(-1)?.sequence ?? places.to;
      }
      return { places, counts };
    },

    async page({ replayId, agencyId, places }, after, limit) {
      const found = await feed.messages(agencyId, places, { after, limit });
      const messages = (await standing(agencyId, found, replaying.leaving)).map(([message, its]) =>
        replaying.formOf(replayId, message, its),
      );
      const last = found.at(-1)?.sequence;
      return { messages, ...(last !== undefined && goesOn(places, last) && { next: last }) };
    },
  };
};
