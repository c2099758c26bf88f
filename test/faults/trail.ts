import type { DisclosureEvent } from '@hub/disclosures';
import type { Event, EventStore, Position, Recorded } from '@hub/eventsourcing';
import { wholeLog } from '@hub/eventsourcing/testing';

type Made = Extract<DisclosureEvent, { type: 'DisclosureMade' | 'DisclosureDenied' | 'SearchMade' }>;

/** An entry of the trail that says somebody may have been told, and its voiding if there is one. */
export interface Entry {
  readonly id: string;
  readonly at: bigint;
  /** Revisions that the decision rested on. */
  readonly heads: readonly (readonly [stream: string, revision: number])[];
  /** Items that were shown. */
  readonly items: readonly string[];
  readonly voidedAt?: bigint;
}

export interface Trail {
  readonly entries: readonly Entry[];
  /** Whether each of the heads was the stream's last at a position. */
  headsCurrentAt(entry: Entry, position: bigint): boolean;
}

const headsIn = (event: Made): Entry['heads'] => {
  const decisions =
    event.type === 'SearchMade' ? event.data.decisions.map(({ decision }) => decision) : [event.data.decision];
  return decisions.flatMap(({ heads }) => Object.entries(heads));
};

/** A denial that tells nothing rests on nothing that could move. */
const tells = (event: Event): event is Made =>
  event.type === 'DisclosureMade' ||
  event.type === 'SearchMade' ||
  (event.type === 'DisclosureDenied' && (event as Made & { type: 'DisclosureDenied' }).data.decision.entitled);

/** The trail as an auditor reads it: from the log alone, in its order. */
export const trailOf = async (store: Pick<EventStore, 'page' | 'start'>, since: Position): Promise<Trail> => {
  const log = await wholeLog(store);
  const positions = new Map<string, bigint[]>();
  for (const { stream, position } of log) {
    const known = positions.get(stream);
    if (known) known.push(BigInt(position));
    else positions.set(stream, [BigInt(position)]);
  }
  const voids = new Map(
    log.filter(({ type }) => type === 'DisclosureVoided').map(({ stream, position }) => [stream, BigInt(position)]),
  );
  const entries = log
    .filter((event) => tells(event) && BigInt(event.position) > BigInt(since))
    .map((event): Entry => {
      const made = event as Recorded<Made>;
      const voidedAt = voids.get(event.stream);
      return {
        id: event.stream.replace('disclosure-', ''),
        at: BigInt(event.position),
        heads: headsIn(made),
        items: made.type === 'DisclosureMade' ? made.data.items.map(({ item }) => item) : [],
        ...(voidedAt !== undefined && { voidedAt }),
      };
    });
  const revisionAt = (stream: string, position: bigint): number =>
    (positions.get(stream) ?? []).filter((each) => each <= position).length - 1;
  return {
    entries,
    headsCurrentAt: ({ heads }, position) =>
      heads.every(([stream, revision]) => revisionAt(stream, position) === revision),
  };
};
