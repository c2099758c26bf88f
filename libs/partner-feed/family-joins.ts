import type { EventStore, Growth, Position, Recorded } from '@hub/eventsourcing';
import type { FamilyEvent } from '@hub/people';
import type { Decision } from '@hub/sharing';

const PAGE = 10_000;

type FamilyLog = Pick<EventStore, 'growth' | 'readMany' | 'isAfter'>;

/** Whether somebody whom a decision looked at has, after a position, joined a family that it did not look at. */
export type JoinedSince = (heads: Decision['heads'], position: Position) => boolean;

const grownFamilies = (growth: readonly Growth[]): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  for (const { stream, revision } of growth)
    if (stream.startsWith('family-') && !first.has(stream)) first.set(stream, revision);
  return first;
};

/**
 * Who has joined which family. A family may bring a protected address with it, and whoever joins one moves no stream that
 * an earlier decision about them has read.
 */
export const familyJoins = (store: FamilyLog): ((since: Position) => Promise<JoinedSince>) => {
  /** By the streams of people: the families' streams, by the places of the events. */
  const joins = new Map<string, Map<Position, string>>();
  let covered: { readonly from: Position; readonly upTo: Position } | undefined;

  const add = ({ type, data, position, stream }: Recorded<FamilyEvent>): void => {
    if (type !== 'FamilyMemberJoined') return;
    const person = `person-${data.personId}`;
    joins.set(person, (joins.get(person) ?? new Map<Position, string>()).set(position, stream));
  };

  /** As far as the log goes when this begins, at least. */
  const read = async (from: Position): Promise<Position> => {
    let upTo = from;
    for (;;) {
      const growth = await store.growth(upTo, PAGE);
      const families = grownFamilies(growth);
      const histories = families.size === 0 ? [] : (await store.readMany([...families.keys()], families)).values();
      for (const event of [...histories].flat()) add(event as Recorded<FamilyEvent>);
      upTo = growth.at(-1)?.position ?? upTo;
      if (growth.length < PAGE) return upTo;
    }
  };

  const joinedSince: JoinedSince = (heads, position) =>
    Object.keys(heads).some((person) =>
      [...(joins.get(person) ?? [])].some(
        ([joined, family]) => store.isAfter(joined, position) && heads[family] === undefined,
      ),
    );

  return async (since) => {
    const start = covered && !store.isAfter(covered.from, since) ? covered : { from: since, upTo: since };
    covered = { from: start.from, upTo: await read(start.upTo) };
    return joinedSince;
  };
};
