import type { ReleasedMessage } from '@hub/disclosures';
import { inLayers } from '@hub/eventsourcing';
import { signed, type PartnerMessage, type SignDetached } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import { makingSure, type GroundPorts } from './grounds.js';
import { voidFormOf } from './void-form.js';

/** Whether a message that was released may be told once more: `void` was so before, `permission-gone` is what has gone since. */
export type Standing = 'permitted' | 'void' | 'permission-gone';

export interface Replaying {
  /** How it stands with messages now, in their order, each decided with the facts of now as when it was sent. */
  standings(agency: AgencyId, released: readonly ReleasedMessage[]): Promise<readonly Standing[]>;
  /** A message as a replay tells it: what was released, or the form that keeps its place, with the replay's id and signed anew. */
  formOf(replayId: string, released: ReleasedMessage, standing: Standing): PartnerMessage;
}

/**
 * Tells once more what was released.
 *
 * INVARIANT: writes nothing to the feed. A message that has left is told, and stays so: that its permission has gone since is
 * what the recall is for, and a void one is taken for one that never left.
 */
export const replaying = (ports: GroundPorts & { readonly sign: SignDetached }): Replaying => {
  const makeSure = makingSure(ports, () => Promise.resolve());
  const { sign } = ports;

  return {
    standings: async (agency, released) => {
      const { told, gone } = await makeSure(agency, released);
      return released.map((message) => {
        if (inLayers(told.voided, message.messageId) !== undefined) return 'void';
        return gone.has(message) ? 'permission-gone' : 'permitted';
      });
    },

    formOf: (replay, released, standing) => {
      const message = { ...released.message, replay };
      return standing === 'permitted' ? signed(message, sign) : voidFormOf({ ...released, message }, sign);
    },
  };
};
