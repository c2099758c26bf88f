import type { ReleasedMessage } from '@hub/disclosures';
import { inLayers } from '@hub/eventsourcing';
import { signed, type PartnerMessage } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import { departing } from './departures.js';
import { makingSure } from './grounds.js';
import type { SettlePorts } from './settle.js';
import { voidFormOf } from './void-form.js';

/** Whether a message that was released may be told once more: `void` was so before, `permission-gone` is what has gone since. */
export type Standing = 'permitted' | 'void' | 'permission-gone';

type Standings = (agency: AgencyId, released: readonly ReleasedMessage[]) => Promise<readonly Standing[]>;

export interface Replaying {
  /** How it stands with messages now, in their order, each decided with the facts of now as when it was sent. */
  readonly standings: Standings;
  /** The same for messages that are about to leave: that those leave which may be told is written down before. */
  readonly leaving: Standings;
  /** A message as a replay tells it: what was released, or the form that keeps its place, with the replay's id and signed anew. */
  formOf(replayId: string, released: ReleasedMessage, standing: Standing): PartnerMessage;
}

/**
 * Tells once more what was released.
 *
 * INVARIANT: writes nothing to the feed. A message that has left is told, and stays so: that its permission has gone since is
 * what the recall is for, and what is void in the feed stays void when the permission comes back.
 */
export const replaying = (ports: SettlePorts): Replaying => {
  const makeSure = makingSure(ports, () => Promise.resolve());
  const { sign } = ports;

  const depart = departing(ports.departures);

  const standings: Replaying['standings'] = async (agency, released) => {
    const { told, gone } = await makeSure(agency, released);
    return released.map((message) => {
      if (inLayers(told.voided, message.messageId) !== undefined) return 'void';
      return gone.has(message) ? 'permission-gone' : 'permitted';
    });
  };

  return {
    standings,
    leaving: (agency, released) =>
      depart(agency, {
        look: () => standings(agency, released),
        lastInFull: (found) => released.findLast((_, n) => found[n] === 'permitted')?.sequence ?? 0,
      }),

    formOf: (replay, released, standing) => {
      const message = { ...released.message, replay };
      return standing === 'permitted' ? signed(message, sign) : voidFormOf({ ...released, message }, sign);
    },
  };
};
