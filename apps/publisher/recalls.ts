import { handlerOf, type EventStore, type Recorded } from '@hub/eventsourcing';
import { firstOf, isEmpty, recall, recallStream, seedOf, streamOf, without, type RecallEvent } from '@hub/recalls';
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
 * Raises a recall for whoever was told what an event has taken away, one for each recipient and person; several where that is
 * more than one notice holds.
 *
 * The id of a recall follows from its cause, its recipient and its subject, and of several from its place among them. What has
 * been raised before a crash is read, and what is left is raised after it: so nothing is raised twice, and nothing is left out,
 * wherever it had been interrupted and whatever has been found since.
 */
export const raisingRecalls = ({ store, reliance, keyedHash, clock }: RecallParts) => {
  const handle = handlerOf({ store, decider: recall, streamOf, eventId });

  const raise = async (cause: Cause, recallId: string, notice: Omit<Recalled, 'recipient' | 'subject'>) => {
    const { id, type: kind, metadata } = cause;
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

  /** What a recall says that has been raised before; nothing where it has not. */
  const raisedBefore = async (recallId: string): Promise<Recalled['scope'] | undefined> => {
    const [event] = await store.read<RecallEvent>(recallStream(recallId), { from: 0, to: 0 });
    return event?.type === 'RecallRaised' ? event.data.scope : undefined;
  };

  const raiseAll = async (cause: Cause, { recipient, subject, ...notice }: Recalled): Promise<void> => {
    let left = notice.scope;
    for (let part = 0; !isEmpty(left); part += 1) {
      const recallId = idFrom(keyedHash('recall', seedOf(cause.id, recipient, subject, part)), 'recall');
      const before = await raisedBefore(recallId);
      const scope = before ?? firstOf(left);
      if (!before) await raise(cause, recallId, { ...notice, scope });
      left = without(left, scope);
    }
  };

  /** Does what a batch of the log asks for. `reliance` knows of everything up to its end. */
  return async (batch: readonly Recorded[]): Promise<void> => {
    for (const event of batch)
      if (isCause(event)) for await (const recalled of reliance.recalledBy(event)) await raiseAll(event, recalled);
  };
};
