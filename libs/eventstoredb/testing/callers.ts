import { createHash } from 'node:crypto';
import { EventStoreError, type Append, type Appended, type EventStore, type Position } from '@hub/eventsourcing';

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** The same command gives the same ids, in every process, as the hub's do. */
export const idOf = (commandId: string, index: number): string => {
  const hex = createHash('sha256').update(`${commandId} ${index}`).digest('hex');
  return [8, 12, 16, 20, 32].map((end, n) => hex.slice([0, 8, 12, 16, 20][n], end)).join('-');
};

export interface Command {
  readonly id: string;
  readonly stream: string;
  readonly events: number;
}

export const requestFor = ({ id, stream, events }: Command, expected: number): Append => ({
  stream,
  events: times(events, (index) => ({
    type: 'Happened',
    id: idOf(id, index),
    data: { command: id, index },
    metadata: { agency: 'school', actor: 'worker', correlationId: id },
  })),
  expected,
  claim: { agency: 'school', commandId: id, requestMac: 'mac' },
});

/** As a caller does: reads, decides, appends; decides a lost race afresh, and sends again what was not answered. */
export const carriedOut = async (store: EventStore, command: Command): Promise<Appended> => {
  for (let round = 0; ; round += 1) {
    try {
      const known = await store.answerTo(requestFor(command, 0).claim);
      if (known) return known;
      const history = await store.read(command.stream);
      return await store.append(requestFor(command, history.at(-1)?.revision ?? -1));
    } catch (error) {
      const passes = error instanceof EventStoreError && ['unavailable', 'revision-conflict'].includes(error.code);
      if (!passes || round > 100) throw error;
    }
  }
};

/** How many events come first to somebody who follows from there on; none where nobody wants to know any more. */
export const firstToCome = async (store: EventStore, after: Position, signal: AbortSignal): Promise<number> => {
  for await (const batch of store.follow(after, signal)) return batch.length;
  return 0;
};
