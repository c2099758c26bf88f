/**
 * Why something asked of Kafka did not come about, by what it means for whoever asked.
 *
 * - `unavailable`: no broker did it in time; the same may be asked again.
 * - `unknown-outcome`: the messages may be in the topic, or may not.
 * - `not-reconciled`: an earlier outcome is unknown, so nothing was sent.
 * - `too-large`: the broker takes no message of this size.
 * - `unknown-topic`: there is no such topic.
 * - `refused`: the broker understood and will not do it.
 */
export type KafkaFailureCode =
  'unavailable' | 'unknown-outcome' | 'not-reconciled' | 'too-large' | 'unknown-topic' | 'refused';

/** A failure told by `code`; its words name topics and errors of the broker, never a key or what a message says. */
export class KafkaFailure extends Error {
  override readonly name = 'KafkaFailure';

  constructor(
    readonly code: KafkaFailureCode,
    message: string,
    /** Whether some of the messages may be in the topic all the same: nothing more is sent before `lastOf` has looked. */
    readonly inDoubt = false,
  ) {
    super(message);
  }
}

const causesOf = function* (error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error; at = at.cause) yield at;
};

/** The broker's own word for an error, wherever in the chain of causes it stands. */
export const brokersWord = (error: unknown): string => {
  for (const cause of causesOf(error)) if ('type' in cause && typeof cause.type === 'string') return cause.type;
  return '';
};

const tooLarge = /^(MESSAGE|RECORD_LIST)_TOO_LARGE$/;
const unknownTopic = /^(UNKNOWN_TOPIC_OR_PARTITION|INVALID_TOPIC_EXCEPTION)$/;
const refused = /AUTHORIZATION_FAILED$|SASL|SECURITY_DISABLED|^POLICY_VIOLATION$|^INVALID_/;
const notWritten = /^(NOT_ENOUGH_REPLICAS|NOT_LEADER_FOR_PARTITION|CORRUPT_MESSAGE)$/;

const isRefused = (error: unknown): boolean =>
  refused.test(brokersWord(error)) || [...causesOf(error)].some(({ name }) => name.includes('SASL'));

/** What an error means, whatever the client thinks of trying again; what nobody has a word for is a broker out of reach. */
const codeOf = (error: unknown): KafkaFailureCode => {
  if (tooLarge.test(brokersWord(error))) return 'too-large';
  if (unknownTopic.test(brokersWord(error))) return 'unknown-topic';
  return isRefused(error) ? 'refused' : 'unavailable';
};

/** Whether the broker has said that it did not write what it was given. */
export const saysNotWritten = (error: unknown): boolean =>
  notWritten.test(brokersWord(error)) || codeOf(error) !== 'unavailable';

/** Any error as a failure to do `what`; the client's own sentence is left behind. */
export const failureOf = (error: unknown, what: string): KafkaFailure => {
  if (error instanceof KafkaFailure) return error;
  const word = brokersWord(error) || (error instanceof Error ? error.name : 'an error');
  return new KafkaFailure(codeOf(error), `${what}: ${word}`);
};
