import type { ReleasedMessage } from '@hub/disclosures';
import type { Position } from '@hub/eventsourcing';
import type { PartnerMessage, SignDetached } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import { departing, type Departures } from './departures.js';
import { glancing, type GlancePorts } from './glance.js';
import { makingSure } from './grounds.js';
import { formIn } from './told.js';
import { voidMessages } from './voiding.js';

/**
 * Released messages as they may leave now, in their order and each in its place. `position`: that of the event by which the last of
 * them was released, where they leave in full most likely.
 */
export type Settle = (
  agency: AgencyId,
  released: readonly ReleasedMessage[],
  position?: Position,
) => Promise<readonly PartnerMessage[]>;

export interface SettlePorts extends GlancePorts {
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
  const glance = glancing(ports);

  const ahead = async (agency: AgencyId, released: readonly ReleasedMessage[], position: Position): Promise<number> => {
    const { sequence = 0 } = released.at(-1) ?? {};
    return sequence > ports.departures.known(agency) && (await glance(agency, released, position)) ? sequence : 0;
  };

  return (agency, released, position) =>
    depart(agency, {
      ...(position !== undefined && { ahead: () => ahead(agency, released, position) }),
      look: async () => released.map(formIn((await makeSure(agency, released)).told)),
      lastInFull: (messages) => released.findLast((_, n) => isInFull(messages[n]))?.sequence ?? 0,
    });
};
