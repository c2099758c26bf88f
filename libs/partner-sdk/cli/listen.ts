import { consume, type Consumer } from '../consumer.js';
import type { PlacedMessage } from '../message.js';
import { keysOf, openStore, sourceOf, type Environment, type Options } from './options.js';

export type Say = (line: string) => void;

/** What of a message is shown: where it stands and what it refers to. */
const shown = (
  what: string,
  { id, type, subject, sequence }: Pick<PlacedMessage, 'id' | 'subject' | 'sequence'> & { readonly type: string },
) => JSON.stringify({ what, sequence, type, subject, id });

/** Prints a line for each message, each gap and each dead letter, until it is stopped. */
export const listen = async (options: Options, environment: Environment, say: Say): Promise<Consumer> => {
  const { store, close } = await openStore(options.store);
  const consumer = await consume({
    from: sourceOf(options, environment),
    keys: keysOf(options),
    store,
    onEvent: (message) => {
      say(shown('event', message));
    },
    onRecall: (message) => {
      say(shown('recall', message));
    },
    onVoid: (message) => {
      say(shown('void', message));
    },
    onUnknown: (message) => {
      say(shown('unknown', message));
    },
    onGap: (gap) => {
      say(JSON.stringify({ what: 'gap', ...gap }));
    },
    onDeadLetter: ({ letter, reason, detail }) => {
      say(JSON.stringify({ what: 'dead-letter', reason, detail, letter }));
    },
    onSilence: ({ since }) => {
      say(JSON.stringify({ what: 'silence', since: new Date(since).toISOString() }));
    },
    log: (line) => {
      say(JSON.stringify({ what: 'trouble', line }));
    },
  });
  const stop = async (): Promise<void> => {
    await consumer.stop();
    say(JSON.stringify({ what: 'state', ...(await consumer.state()) }));
    await close();
  };
  return { ...consumer, stop };
};
