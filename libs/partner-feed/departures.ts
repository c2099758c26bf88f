import { NotAnswered } from '@hub/door';
import type { AgencyId } from '@hub/sharing';

/**
 * How far each partner's feed may have left in full, by whatever way: written down before anything leaves. The log does not say it,
 * and whoever has had a message is recalled also where it is void afterwards.
 */
export interface Departures {
  /** The last sequence that may have left, whoever sent it; `Infinity` where that is not known: all of it may have. */
  upTo(agency: AgencyId): Promise<number>;
  /** What this process knows of that by itself: never more. */
  known(agency: AgencyId): number;
  /** Once resolved it is kept, or lost together with all that is known of any agency; and never goes back. */
  advance(agency: AgencyId, sequence: number): Promise<void>;
  /** Works while nothing more of an agency's feed is written down as leaving, by whatever hub; `work` is told how far it may have left. */
  whileNothingLeaves<T>(agency: AgencyId, work: (upTo: number) => Promise<T>): Promise<T>;
}

/** Something that is about to leave: what is seen of it, and how far the feed leaves in full by that. */
interface Leaving<T> {
  /** How far it is going to leave in full, most likely: written down before anybody looks, it is looked at once. Missing: nobody knows. */
  readonly ahead?: () => Promise<number>;
  readonly look: () => Promise<readonly T[]>;
  readonly lastInFull: (seen: readonly T[]) => number;
}

/** What has gone may be permitted again between two looks: then more leaves by the second. It is looked at so many times. */
const LOOKS = 8;

/**
 * Looks, and looks once more where it had to be written down first that something leaves.
 *
 * INVARIANT: what leaves in full was written down as leaving before the last look. So whoever makes it void later finds that it may
 * have left, or is found by that look; and whoever finds that it has not left knows that it leaves only as the log is by then.
 */
export const departing =
  (departures: Departures) =>
  async <T>(agency: AgencyId, { ahead, look, lastInFull }: Leaving<T>): Promise<readonly T[]> => {
    let written = departures.known(agency);
    const expected = (await ahead?.()) ?? 0;
    if (expected > written) {
      await departures.advance(agency, expected);
      written = expected;
    }
    for (let count = 1; count <= LOOKS; count += 1) {
      const seen = await look();
      const last = lastInFull(seen);
      if (last <= written) return seen;
      await departures.advance(agency, last);
      written = last;
    }
    throw new NotAnswered('facts-keep-moving');
  };
