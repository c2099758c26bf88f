import { consentStream, type ConsentEvent } from '@hub/consents';
import type { Recorded } from '@hub/eventsourcing';
import { reliedByHand } from './by-hand.js';
import { askingAgain } from './asked-again.js';
import { consentsBefore, mayBeOn, onOver, type ConsentsBefore } from './decided-later.js';
import { endedBy, recordedBefore, type Ending } from './ended-consents.js';
import { lostOf } from './lost.js';
import { aboutEach, type Taken, type TakingPorts } from './taken.js';
import { toldIn, type Telling, type ToldItem } from './told.js';

const NO_GRANTOR: ReadonlySet<string> = new Set();

/** Consents that were withdrawn, or should never have been recorded. */
export const consentsTaken = async (ports: TakingPorts, ending: Ending): Promise<Taken> => {
  const { subject } = ending.data;
  const [about] = await aboutEach(ports, [subject]);
  const records = about?.records ?? new Set([subject]);
  const streams = await ports.store.readMany([...records].map(consentStream));
  const histories = [...streams.values()] as readonly (readonly Recorded<ConsentEvent>[])[];
  const before = recordedBefore(ending, histories, (a, b) => ports.store.isAfter(a, b));
  const consents = endedBy(ending, before, await grantorsOf(ports, ending));
  const gone = { kind: 'consents', consents: new Set(consents.map(({ consentId }) => consentId)) } as const;
  const doubtful = inDoubt(ports, consentsBefore(before, consents, ending.recordedAt));
  return {
    about: consents.length === 0 ? [] : [{ subject, records }],
    async lost(telling) {
      const told = toldIn(telling);
      const lost = new Map(lostOf(told, gone).map((item) => [item.item, item]));
      const others = told.filter(({ item }) => !lost.has(item));
      return [...lost.values(), ...(await doubtful(telling, others))];
    },
    lostByHand: (told) => reliedByHand(told, consents),
    retainable: ending.type === 'ConsentWithdrawn',
  };
};

/**
 * What of a message that waited, or was told again, may have left on a consent that it was not released on.
 *
 * INVARIANT: it was decided afresh before it left, and that decision is not on record. Where what it was released on had gone before,
 * and a consent that ends now covers it, it counts as told on that one.
 */
const inDoubt = ({ facts, hash }: TakingPorts, consents: ConsentsBefore) => {
  const { past } = askingAgain(facts, hash);
  return async (telling: Telling, told: readonly ToldItem[]): Promise<readonly ToldItem[]> => {
    const found = telling.mayHaveWaited ? onOver(told, consents) : [];
    if (found.length === 0) return [];
    const { items } = (await past(telling)).facts;
    const categories = new Map(items.map(({ id, category }) => [id, category]));
    const isOn = mayBeOn(consents, telling);
    return found.filter(({ item }) => isOn(categories.get(item)));
  };
};

/** The records of whoever withdrew all that they had given. */
const grantorsOf = async (ports: TakingPorts, { type, data }: Ending): Promise<ReadonlySet<string>> => {
  if (type !== 'ConsentWithdrawn' || !('grantor' in data.withdraws)) return NO_GRANTOR;
  const [grantor] = await aboutEach(ports, [data.withdraws.grantor]);
  return grantor?.records ?? NO_GRANTOR;
};
