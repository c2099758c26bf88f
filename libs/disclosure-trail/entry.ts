import { disclosureStream, type DisclosureEvent } from '@hub/disclosures';
import { feedEventsAbout, type MessageEntriesPorts } from '@hub/door';
import { recallStream, type RecallEvent } from '@hub/recalls';
import type { AgencyId } from '@hub/sharing';
import { distinct } from './distinct.js';
import { flowEnds } from './flow-ends.js';
import { messageRows } from './message-rows.js';
import type { TrailIndex } from './ports.js';
import { trailRow } from './row-of.js';
import type { TrailRow } from './trail-row.js';

export interface EntryPorts extends MessageEntriesPorts {
  readonly index: Pick<TrailIndex, 'agencyOf'>;
}

/**
 * Everything that was recorded under one id, as the log has it: an answer, a recall, or a message. Whoever was told by a
 * message finds it at once; whoever it left, once the index has taken it in.
 */
export const entryRows = (ports: EntryPorts) => {
  const { store, index } = ports;
  const feedEvents = feedEventsAbout(ports);

  return async (reader: AgencyId, id: string): Promise<readonly TrailRow[]> => {
    const told = await index.agencyOf(id);
    const [register, disclosed, recalled, ...fed] = await Promise.all([
      store.read('register'),
      store.read<DisclosureEvent>(disclosureStream(id)),
      store.read<RecallEvent>(recallStream(id)),
      ...distinct([reader, ...(told === undefined ? [] : [told])]).map((agency) => feedEvents(agency, id)),
    ]);
    const ends = flowEnds();
    register.forEach(ends.take);
    const messages = fed.flat().flatMap((event) => messageRows(event, ends.of));
    return [
      ...[...disclosed, ...recalled].map((event) => trailRow(event, ends.of)),
      ...messages.filter(({ disclosureId }) => disclosureId === id),
    ];
  };
};
