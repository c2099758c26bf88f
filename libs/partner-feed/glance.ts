import type { ReleasedMessage } from '@hub/disclosures';
import { inLayers, type EventStore, type Position } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { holds, isSubscribed, looking, releasedGround, type GroundPorts } from './grounds.js';
import { restsOnPermission } from './still-permitted.js';

export interface GlancePorts extends Omit<GroundPorts, 'store'> {
  /** `lately`: what is known of it without a question. */
  readonly store: GroundPorts['store'] & { readonly lately?: EventStore };
}

/**
 * Whether all of some messages may leave as they were released, by what is known without a question; false where that does not
 * reach the position by which they had been released. Nothing leaves by it: it only says what can be written down before the look
 * by which it does.
 */
export const glancing = (ports: GlancePorts) => {
  const { store } = ports;
  const { lately } = store;
  const look = lately && looking({ ...ports, store: lately });

  return async (agency: AgencyId, released: readonly ReleasedMessage[], position: Position): Promise<boolean> => {
    if (!lately || !look || store.isAfter(position, await lately.head())) return false;
    const grounds = released.filter(restsOnPermission).map(releasedGround);
    const moment = await look(agency, grounds);
    const isOpen = (message: ReleasedMessage): boolean =>
      inLayers(moment.told.voided, message.messageId) === undefined && isSubscribed(message, moment);
    return released.every(isOpen) && grounds.every((ground) => holds(ground, moment));
  };
};
