import type { ReleasedMessage } from '@hub/disclosures';
import type { PartnerMessage, SignDetached } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import { departing, type Departures } from './departures.js';
import { makingSure, type GroundPorts } from './grounds.js';
import { formIn } from './told.js';
import { voidMessages } from './voiding.js';

/** Released messages as they may leave now, in their order and each in its place. */
export type Settle = (agency: AgencyId, released: readonly ReleasedMessage[]) => Promise<readonly PartnerMessage[]>;

export interface SettlePorts extends GroundPorts {
  readonly sign: SignDetached;
  readonly departures: Departures;
}

const isInFull = (message: PartnerMessage | undefined): boolean => message !== undefined && !('void' in message);

/**
 * Looks once more, right before messages leave, at what they rest on. Where nothing has moved and the clock has passed no
 * instant that matters they are as they were released, byte for byte; else it is decided afresh, with the facts of now, and
 * what may not be told any more is void: durably, and before anything of it is handed back.
 */
export const settling = (ports: SettlePorts): Settle => {
  const makeSure = makingSure(ports, voidMessages(ports));
  const depart = departing(ports.departures);
  return (agency, released) =>
    depart(agency, {
      look: async () => released.map(formIn((await makeSure(agency, released)).told)),
      lastInFull: (messages) => released.findLast((_, n) => isInFull(messages[n]))?.sequence ?? 0,
    });
};
