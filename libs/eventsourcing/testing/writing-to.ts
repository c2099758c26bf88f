import { NO_STREAM, type EventStore } from '../index.js';

/** Writes so many events to a stream, after what is there, each under an id of its own. */
export const writingTo = (log: EventStore): ((stream: string, count?: number) => Promise<void>) => {
  let events = 0;
  return async (stream, count = 1) => {
    const expected = (await log.heads([stream])).get(stream) ?? NO_STREAM;
    const made = Array.from({ length: count }, () => {
      events += 1;
      const id = `00000000-0000-8000-8000-${events.toString(16).padStart(12, '0')}`;
      return { type: 'Happened', id, data: {}, metadata: { agency: 'a', actor: 'b', correlationId: 'c' } };
    });
    const claim = { agency: 'a', commandId: String(events), requestMac: 'x' };
    await log.append({ stream, expected, events: made, claim });
  };
};
