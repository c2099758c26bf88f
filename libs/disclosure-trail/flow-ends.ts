import type { Event } from '@hub/eventsourcing';
import type { AgreementEvent } from '@hub/agreements';
import type { AgencyId } from '@hub/sharing';
import type { TrailFlow } from './trail-row.js';

export type FlowRef = Pick<TrailFlow, 'agreement' | 'version' | 'flow'>;
export interface Ends {
  readonly from: AgencyId;
  readonly to: AgencyId;
}

/** Which agencies a flow connects; `undefined` for a flow that nobody has drafted. */
export type FlowEnds = (flow: FlowRef) => Ends | undefined;

/** The ends of every flow that was ever drafted; takes in the events of the register as they come, others change nothing. */
export const flowEnds = (): { readonly take: (event: Event) => void; readonly of: FlowEnds } => {
  const known = new Map<string, Ends>();
  const keyOf = ({ agreement, version, flow }: FlowRef): string => JSON.stringify([agreement, version, flow]);
  return {
    take: (event) => {
      const { type, data } = event as AgreementEvent;
      if (type !== 'AgreementDrafted' && type !== 'AgreementAmended') return;
      const { agreementId: agreement, version, terms } = data;
      for (const { number: flow, from, to } of terms.flows)
        known.set(keyOf({ agreement, version, flow }), { from, to });
    },
    of: (flow) => known.get(keyOf(flow)),
  };
};
