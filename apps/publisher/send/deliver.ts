import { KafkaFailure, type Message, type Sender as TopicSender } from '@hub/kafka';
import { wireForm, type PartnerMessage } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import type { Waiting } from './backlog.js';
import { HEADERS } from './headers.js';
import type { SendingPorts } from './ports.js';

export interface Delivering extends Pick<SendingPorts, 'settle' | 'park' | 'log'> {
  readonly agency: AgencyId;
  readonly topic: string;
  readonly to: Pick<TopicSender, 'send'>;
  /** Sends a heartbeat: what the broker takes as long as it takes anything. */
  readonly beat: () => Promise<void>;
  /** The last message that may have left before what is about to be sent. */
  readonly leftBefore: () => number;
  /** So many of what is waiting are in the topic. */
  readonly sent: (count: number) => void;
}

type OfMessages = KafkaFailure & { readonly code: 'too-large' | 'refused' };

/** The broker has looked at the messages, and does not take them: trying again would come to the same. */
const isOfMessages = (error: unknown): error is OfMessages =>
  error instanceof KafkaFailure && !error.inDoubt && (error.code === 'too-large' || error.code === 'refused');

/** A message that is waiting, and the form of it that may leave now. */
interface Entry {
  readonly waiting: Waiting;
  readonly message: PartnerMessage;
}

const wired = ({ waiting: { released }, message }: Entry): Message => ({
  key: released.key,
  value: wireForm(message),
  headers: HEADERS,
});

/**
 * Sends what is waiting, in order and one request at a time: each looked at once more right before it leaves.
 *
 * A message that the broker does not take is found by halving, set aside with the person that it concerns, and void in its
 * place; the others flow.
 */
export const delivering = ({ agency, topic, to, settle, park, log, beat, leftBefore, sent }: Delivering) => {
  const setAside = async (
    { waiting: { released }, message }: Entry,
    failure: OfMessages,
    leftUpTo: number,
  ): Promise<void> => {
    // Its void form is not taken either: whatever is the matter, it is not this message.
    if ('void' in message) throw failure;
    if (failure.code === 'refused') await beat();
    await park(agency, released, failure.code, released.sequence <= leftUpTo);
    log.error({ agency, sequence: released.sequence, because: failure.code }, 'a message could not be sent');
  };

  const deliver = async (waiting: readonly Waiting[], leftUpTo: number): Promise<void> => {
    const messages = await settle(
      agency,
      waiting.map(({ released }) => released),
      waiting.at(-1)?.position,
    );
    const entries = messages.flatMap((message, n): readonly Entry[] => {
      const one = waiting[n];
      return one ? [{ waiting: one, message }] : [];
    });
    // INVARIANT: each in its place. A gap would be for ever.
    if (entries.length !== waiting.length) throw new Error('a message is missing among those that are settled');
    try {
      await to.send(topic, entries.map(wired));
    } catch (error) {
      if (!isOfMessages(error)) throw error;
      return withoutRefused(entries, error, leftUpTo);
    }
    sent(waiting.length);
  };

  const withoutRefused = async (entries: readonly Entry[], failure: OfMessages, leftUpTo: number): Promise<void> => {
    const waiting = entries.map((entry) => entry.waiting);
    const [only, ...more] = entries;
    if (only && more.length === 0) {
      await setAside(only, failure, leftUpTo);
      return deliver(waiting, leftUpTo);
    }
    const half = Math.ceil(waiting.length / 2);
    await deliver(waiting.slice(0, half), leftUpTo);
    await deliver(waiting.slice(half), leftUpTo);
  };

  // Asked before it is settled: then it is written down as leaving.
  return (waiting: readonly Waiting[]) => deliver(waiting, leftBefore());
};
