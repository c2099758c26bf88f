import { randomUUID } from 'node:crypto';
import type { ReleasedMessage } from '@hub/disclosures';
import type { EventStore, Position } from '@hub/eventsourcing';
import { factsGatherer } from '@hub/facts';
import { aFamily, aLog, consented, noteIndexOver, openedInClear, noted, partnership, SCHOOL } from '@hub/facts/testing';
import { feedLog, replaying, settling, type Departures } from '../index.js';
import { departuresInMemory } from './departures-in-memory.js';
import { eventId, releasing } from './releasing.js';

/** Names what is signed: nobody verifies it here, and no two signatures are alike, as with ES256. */
export const anySignature = (): string => `test..${randomUUID()}`;

/**
 * A school that is subscribed to what is told about a child, c1, with a note, n1, that it may read on the mother's consent.
 * Over a log in memory; `through` stands between it and what settles.
 */
export const aPartner = async (
  through: (store: EventStore) => EventStore = (store) => store,
  departures: Departures = departuresInMemory(),
) => {
  const log = aLog();
  const facts = factsGatherer({ store: log.store, index: noteIndexOver(log.store), open: openedInClear });
  const ports = {
    store: log.store,
    facts,
    sign: anySignature,
    now: log.now,
    hash: (use: string, text: string) => `${use} of ${text}`,
  };
  const school = releasing({ ...ports, feeds: feedLog({ store: log.store, eventId }) }, SCHOOL);
  const store = through(log.store);
  const settlePorts = { ...ports, store, feeds: feedLog({ store, eventId }), departures };
  const settle = settling(settlePorts);
  await log.happened(...partnership(), ...aFamily(), consented('k1', 'c1', 'm1'));
  await log.happened(noted('n1', { passages: [{ subjects: ['c1'], text: 'A bruise.' }] }));
  await school.subscribed();
  return {
    ...log,
    ...school,
    facts,
    settle: (released: readonly ReleasedMessage[], position?: Position) => settle(SCHOOL, released, position),
    replaying: replaying(settlePorts),
  };
};
