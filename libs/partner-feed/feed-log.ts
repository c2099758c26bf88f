import { feed, feedStream, type FeedCommand, type FeedEvent } from '@hub/disclosures';
import {
  fold,
  handlerOn,
  keptUpTo,
  NO_STREAM,
  type Claim,
  type Command,
  type EventStore,
  type Standing,
} from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { toldFolding, type Told } from './told.js';

/** Several commands to one feed, that are carried out together or not at all. */
type Together = Command<'Together', { readonly agencyId: AgencyId; readonly commands: readonly FeedCommand[] }>;

export interface FeedLogPorts {
  readonly store: EventStore;
  readonly eventId: (claim: Claim, index: number) => string;
}

/** The feeds of partners in the log. */
export interface FeedLog {
  /** What a partner has been told up to this revision of its feed, at least; as of now where none is given. */
  told(agency: AgencyId, head?: number): Promise<Told>;
  /** The same as of now, and the revision of the feed's stream. */
  standing(agency: AgencyId): Promise<Standing<Told>>;
  /** Writes to a feed what its decider makes of some commands, all or nothing. `name` says which: it is done once. */
  write(agency: AgencyId, name: string, commands: readonly FeedCommand[]): Promise<void>;
}

const PARTNERSHIP = 'partnership';
const metadata = { agency: PARTNERSHIP, actor: 'publisher', correlationId: 'publisher' };

const decideTogether = ({ data: { commands } }: Together, told: Told): readonly FeedEvent[] =>
  commands.reduce<readonly FeedEvent[]>(
    (events, command) => [...events, ...feed.decide(command, fold(feed, events, told.feed))],
    [],
  );

export const feedLog = ({ store, eventId }: FeedLogPorts): FeedLog => {
  const known = new Map<AgencyId, (head: number) => Promise<Standing<Told>>>();

  const feedOf = (agency: AgencyId): ((head: number) => Promise<Standing<Told>>) => {
    const found = known.get(agency) ?? keptUpTo(store, toldFolding, feedStream(agency));
    known.set(agency, found);
    return found;
  };

  const standing = async (agency: AgencyId): Promise<Standing<Told>> => {
    const stream = feedStream(agency);
    return feedOf(agency)((await store.heads([stream])).get(stream) ?? NO_STREAM);
  };

  const handle = handlerOn<Told, Together, FeedEvent>({
    store,
    eventId,
    streamOf: ({ data }) => feedStream(data.agencyId),
    standing: ({ data }) => standing(data.agencyId),
    decide: decideTogether,
  });

  return {
    told: async (agency, head) => (await (head === undefined ? standing(agency) : feedOf(agency)(head))).state,
    standing,
    write: async (agencyId, name, commands) => {
      if (commands.length === 0) return;
      // What the command is called may be longer than a key of the log.
      const commandId = eventId({ agency: PARTNERSHIP, commandId: `${agencyId} ${name}`, requestMac: '' }, 0);
      const claim = { agency: PARTNERSHIP, commandId: `feed ${commandId}`, requestMac: 'feed' };
      await handle({ type: 'Together', data: { agencyId, commands } }, { claim, metadata });
    },
  };
};
