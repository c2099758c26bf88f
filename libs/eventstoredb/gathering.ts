import type { KeptAppend, KeptEvent } from '@hub/eventsourcing';
import { ATTEMPT, attemptFrom, storedId, type Attempt } from './attempt.js';
import { isOwn, type Raw } from './record.js';

const appendOf = (
  { agency, commandId, requestMac, stream, expected, ids, position = '' }: Attempt,
  events: readonly KeptEvent[],
): KeptAppend => ({
  claim: { agency, commandId, requestMac },
  stream,
  revision: expected + ids.length,
  position: events.at(-1)?.position ?? position,
  events,
});

interface Growing {
  readonly attempt: Attempt;
  readonly events: KeptEvent[];
}

/**
 * Puts together what each command has added, of everything on the server from its beginning: first comes the attempt, and then
 * its events, where it was carried out.
 */
export const gathering = (kept: (raw: Raw) => KeptEvent) => {
  const attempts = new Map<string, Attempt>();
  const growing = new Map<string, Growing>();

  const grown = (raw: Raw): Growing => {
    const known = growing.get(raw.streamId);
    if (known) return known;
    const attempt = attempts.get(raw.id);
    if (!attempt) throw new Error('the log holds an event that no command has added');
    attempts.delete(raw.id);
    const begun = { attempt, events: [] };
    growing.set(raw.streamId, begun);
    return begun;
  };

  const claimed = (attempt: Attempt): KeptAppend | undefined => {
    const [first] = attempt.ids;
    if (first === undefined) return appendOf(attempt, []);
    attempts.set(storedId(attempt, first), attempt);
    return undefined;
  };

  /** What an event completes. */
  return (raw: Raw): KeptAppend | undefined => {
    if (raw.type === ATTEMPT) return claimed(attemptFrom(raw));
    if (!isOwn(raw)) return undefined;
    const { attempt, events } = grown(raw);
    events.push(kept(raw));
    if (events.length < attempt.ids.length) return undefined;
    growing.delete(raw.streamId);
    return appendOf(attempt, events);
  };
};
