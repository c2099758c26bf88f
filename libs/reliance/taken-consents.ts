import { consentStream, type ConsentEvent } from '@hub/consents';
import type { Recorded } from '@hub/eventsourcing';
import { reliedByHand } from './by-hand.js';
import { endedBy, type Ending } from './ended-consents.js';
import { lostOf } from './lost.js';
import { aboutEach, type Taken, type TakingPorts } from './taken.js';
import { toldIn } from './told.js';

const NO_GRANTOR: ReadonlySet<string> = new Set();

/** Consents that were withdrawn, or should never have been recorded. */
export const consentsTaken = async (ports: TakingPorts, ending: Ending): Promise<Taken> => {
  const { subject } = ending.data;
  const [about] = await aboutEach(ports, [subject]);
  const records = about?.records ?? new Set([subject]);
  const streams = await ports.store.readMany([...records].map(consentStream));
  const histories = [...streams.values()] as readonly (readonly Recorded<ConsentEvent>[])[];
  const consents = endedBy(ending, histories, await grantorsOf(ports, ending), (a, b) => ports.store.isAfter(a, b));
  const gone = { kind: 'consents', consents: new Set(consents.map(({ consentId }) => consentId)) } as const;
  return {
    about: consents.length === 0 ? [] : [{ subject, records }],
    lost: (telling) => Promise.resolve(lostOf(toldIn(telling), gone)),
    lostByHand: (told) => reliedByHand(told, consents),
    retainable: ending.type === 'ConsentWithdrawn',
  };
};

/** The records of whoever withdrew all that they had given. */
const grantorsOf = async (ports: TakingPorts, { type, data }: Ending): Promise<ReadonlySet<string>> => {
  if (type !== 'ConsentWithdrawn' || !('grantor' in data.withdraws)) return NO_GRANTOR;
  const [grantor] = await aboutEach(ports, [data.withdraws.grantor]);
  return grantor?.records ?? NO_GRANTOR;
};
