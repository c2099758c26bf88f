import { createHash } from 'node:crypto';
import { pause } from './ambient.js';
import { PartnerError, Unacceptable, wordOf } from './failure.js';
import { isVoid, type PlacedMessage } from './message.js';
import type { Done, Receiving } from './receiving.js';
import type { Entry, Letter, Outcome, Unit, Waiting } from './store/store.js';

export const entryOf = (message: PlacedMessage, outcome: Outcome): Entry => ({
  source: message.source,
  id: message.id,
  sequence: message.sequence,
  subject: message.subject,
  form: isVoid(message) ? 'void' : 'full',
  outcome,
});

/** One text has one letter, however often it comes. */
const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A text that may not be handed on, and why. */
interface Rejected {
  readonly text: string;
  readonly why: Unacceptable;
  readonly loops: number;
  /** Where it has its place in the feed. */
  readonly entry?: Entry;
}

/** Puts a message among the dead letters. */
export const bury = async <Tx>(
  unit: Unit<Tx>,
  { ambient }: Pick<Receiving<Tx>, 'ambient'>,
  { text, why, loops, entry }: Rejected,
): Promise<Done> => {
  const about = entry ? { source: entry.source, id: entry.id } : {};
  const { reason, message: detail } = why;
  const letter: Letter = { letter: nameOf(text), reason, detail, text, at: ambient.now(), loops, ...about };
  if (entry) {
    await unit.keepEntry({ ...entry, outcome: 'dead' });
    await unit.dropWaiting(entry.source, entry.id);
  }
  await unit.keepLetter(letter);
  return { received: 'dead', tellings: [{ letter }] };
};

/** Lets a message wait: behind the others of its subject, or for its next attempt. */
export const wait = async <Tx>(unit: Unit<Tx>, entry: Entry, waiting: Waiting): Promise<Done> => {
  await unit.keepEntry(entry);
  await unit.keepWaiting(waiting);
  return { received: 'waiting', tellings: [] };
};

/** After an attempt that failed: another one later, or none any more. */
export const failed = <Tx>(
  unit: Unit<Tx>,
  { ambient, retry }: Pick<Receiving<Tx>, 'ambient' | 'retry'>,
  { entry, waiting, error }: { readonly entry: Entry; readonly waiting: Waiting; readonly error: unknown },
): Promise<Done> => {
  const { attempts, text, loops } = waiting;
  if (attempts >= retry.attempts) {
    const why = new Unacceptable('handler-failed', `failed ${attempts} times: ${wordOf(error)}`);
    return bury(unit, { ambient }, { text, why, loops, entry });
  }
  const asked = error instanceof PartnerError ? (error.retryAfter ?? 0) : 0;
  return wait(unit, entry, {
    ...waiting,
    due: ambient.now() + Math.max(asked, pause(retry, attempts, ambient.random)),
  });
};
