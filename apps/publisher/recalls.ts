import { handlerOf, type EventStore, type Recorded } from '@hub/eventsourcing';
import { recall, seedOf, streamOf } from '@hub/recalls';
import { isCause, type Cause, type Recalled, type Reliance } from '@hub/reliance';
import { eventId, idFrom, type KeyedHash } from '@hub/vault';

export interface RecallParts {
  readonly store: EventStore;
  readonly reliance: Reliance;
  readonly keyedHash: KeyedHash;
  readonly clock: () => Date;
}

const PARTNERSHIP = 'partnership';

/**
 * Raises a recall for whoever was told what an event has taken away, one for each recipient and person.
 *
 * The id of a recall follows from its cause, its recipient and its subject, so what is done again after a crash is not
 * done twice, wherever it had been interrupted.
 */
export const raisingRecalls = ({ store, reliance, keyedHash, clock }: RecallParts) => {
  const handle = handlerOf({ store, decider: recall, streamOf, eventId });

  const raise = async (cause: Cause, { recipient, subject, ...notice }: Recalled): Promise<void> => {
    const { id, type: kind, metadata } = cause;
    const recallId = idFrom(keyedHash('recall', seedOf(id, recipient, subject)), 'recall');
    const data = {
      ...{ ...notice, recallId, now: clock().toISOString() },
      cause: { eventId: id, kind, by: metadata.agency },
    };
    await handle(
      { type: 'RaiseRecall', data },
      {
        claim: { agency: PARTNERSHIP, commandId: `recall ${recallId}`, requestMac: 'recall' },
        metadata: {
          ...{ agency: PARTNERSHIP, actor: 'recalls', correlationId: metadata.correlationId },
          causationId: id,
        },
      },
    );
  };

  /** Does what a batch of the log asks for. `reliance` knows of everything up to its end. */
  return async (batch: readonly Recorded[]): Promise<void> => {
    for (const event of batch)
      if (isCause(event)) for await (const recalled of reliance.recalledBy(event)) await raise(event, recalled);
  };
};
