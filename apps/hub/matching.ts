import type { PeopleIndex } from '@hub/door';
import { handlerOf, type Claim, type Event, type EventStore, type Recorded } from '@hub/eventsourcing';
import { blockingKeysOf, proposalsAmong, type PersonRecord, type Proposal } from '@hub/matching';
import { match, matchIdOf, person, type MatchEvent, type PersonEvent } from '@hub/people';
import { BLOCKING_FIELD, identityOf } from '@hub/projections';
import type { PersonId } from '@hub/sharing';
import { eventId, type Vault } from '@hub/vault';

export interface MatchingParts {
  readonly store: EventStore;
  readonly vault: Pick<Vault, 'openEvents' | 'keyedHash'>;
  readonly index: PeopleIndex;
  /** The keyed hash that fills the index. */
  readonly hash: (field: string, value: string) => string;
  readonly clock: () => Date;
}

/** Records that one is compared with; more would share a key only by its being too wide. */
const MOST_CANDIDATES = 200;

const PARTNERSHIP = 'partnership';
const metadata = { agency: PARTNERSHIP, actor: 'matching', correlationId: 'matching' };

/** The same command again, after a crash or a second look, is the same command. */
const claimOf = (commandId: string): Claim => ({ agency: PARTNERSHIP, commandId, requestMac: 'matching' });

const IDENTIFYING = new Set<string>([
  'PersonRegistered',
  'PersonNameCorrected',
  'DateOfBirthCorrected',
  'IdentifierRecorded',
  'AddressRecorded',
] satisfies PersonEvent['type'][]);

/** An event that says who somebody is. */
const identifying = (event: Event): event is PersonEvent => IDENTIFYING.has(event.type);

/** What the hub itself does when somebody becomes known better, and when a steward has confirmed a match. */
export const matching = ({ store, vault, index, hash, clock }: MatchingParts) => {
  const handleMatch = handlerOf({ store, decider: match, streamOf: ({ data }) => `match-${data.matchId}`, eventId });
  const handlePerson = handlerOf({
    store,
    decider: person,
    streamOf: ({ data }) => `person-${data.personId}`,
    eventId,
  });

  const recordOf = async (personId: PersonId): Promise<readonly PersonRecord[]> => {
    const events = await vault.openEvents(await store.read<PersonEvent>(`person-${personId}`));
    const [registered] = events;
    const identity = identityOf(events);
    return registered?.type === 'PersonRegistered' && identity
      ? [{ personId, agency: registered.data.agencyId, identity }]
      : [];
  };

  const propose = async ({ people, ...proposal }: Proposal): Promise<void> => {
    const matchId = matchIdOf(...people, (text) => vault.keyedHash('match', text));
    const command = { type: 'ProposeMatch', data: { matchId, people, ...proposal } } as const;
    await handleMatch(command, { claim: claimOf(`propose ${matchId}`), metadata });
  };

  const look = async (personId: PersonId): Promise<void> => {
    const own = await recordOf(personId);
    const keys = own.flatMap(({ identity }) => blockingKeysOf(identity));
    const hashes = keys.map((key) => ({ field: BLOCKING_FIELD, hash: hash(BLOCKING_FIELD, key) }));
    const others = (await index.candidates(hashes, MOST_CANDIDATES)).filter((other) => other.personId !== personId);
    const records = await Promise.all(others.map((other) => recordOf(other.personId)));
    const proposals = proposalsAmong([...own, ...records.flat()]).filter(({ people }) => people.includes(personId));
    for (const proposal of proposals) await propose(proposal);
  };

  const link = async ({ matchId, people }: { matchId: string; people: readonly [PersonId, PersonId] }) => {
    const [one, another] = people;
    for (const [personId, other] of [
      [one, another],
      [another, one],
    ] as const) {
      const data = { personId, other, matchId, agencyId: PARTNERSHIP, now: clock().toISOString() };
      const claim = claimOf(`link ${matchId} ${personId}`);
      await handlePerson({ type: 'LinkPerson', data }, { claim, metadata });
    }
  };

  /** Does what a batch of the log asks for. `index` shows the batch already. */
  return async (batch: readonly Recorded[]): Promise<void> => {
    const people = (batch as readonly Event[]).filter(identifying).map(({ data }) => data.personId);
    for (const personId of new Set(people)) await look(personId);
    for (const event of batch as readonly Event[])
      if (event.type === 'MatchConfirmed') await link((event as Extract<MatchEvent, { type: 'MatchConfirmed' }>).data);
  };
};
