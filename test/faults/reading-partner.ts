/** A partner's system of the consumer library, which verifies and writes down what it is handed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { consume, fixedKeys, kafka, memoryStore, type Consumer, type Gap, type KeySet } from '@hub/partner-sdk';

/** What a partner was handed, in order. */
export interface Handed {
  readonly id: string;
  readonly sequence: number;
  readonly void: boolean;
}

export interface ReadingPartner {
  readonly handed: readonly Handed[];
  readonly gaps: readonly Gap[];
  readonly consumer: Consumer;
  /** Waits until the feed has been read up to there. */
  upTo(sequence: number): Promise<void>;
}

export const keysOf = async (url: string): Promise<KeySet> =>
  (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as KeySet;

export const readingPartner = async (
  agency: string,
  brokers: readonly string[],
  keys: KeySet,
): Promise<ReadingPartner> => {
  const handed: Handed[] = [];
  const gaps: Gap[] = [];
  const take = ({ id, sequence }: { readonly id: string; readonly sequence: number }, isVoid: boolean): void =>
    void handed.push({ id, sequence, void: isVoid });
  const consumer = await consume({
    from: kafka({ brokers, agency, sessionTimeout: 6_000 }),
    keys: fixedKeys(keys),
    store: memoryStore(),
    onEvent: (message) => take(message, false),
    onRecall: (message) => take(message, false),
    onVoid: (message, { handedBefore }) => {
      // Seen in full before: to the partner it is one message of which the permission went.
      if (!handedBefore) take(message, true);
    },
    onGap: (gap) => void gaps.push(gap),
  });
  const upTo = async (sequence: number): Promise<void> => {
    for (;;) {
      const { feeds, letters } = await consumer.state();
      if (letters > 0) throw new Error('a message was handed to nobody');
      if ((feeds[0]?.last ?? 0) >= sequence) return;
      await sleep(50);
    }
  };
  return { handed, gaps, consumer, upTo };
};
