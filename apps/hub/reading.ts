import { rememberingGrowth, type RememberingGrowth } from '@hub/eventsourcing';
import { consentList } from '@hub/consent-list';
import type { DoorPorts } from '@hub/door';
import { audit, door, peopleTold, recorder, recordsSought, trailReader } from '@hub/door';
import { trail as trailOf } from '@hub/disclosure-trail';
import { factsGatherer } from '@hub/facts';
import { familyView } from '@hub/family-view';
import { caseload as caseloadOf, personSearch } from '@hub/person-search';
import { projector, readStore, type Projector, type ReadStore } from '@hub/postgres';
import { messageLinks } from '@hub/pull-feed';
import { allProjections } from '@hub/projections';
import { reliance, type LeftUpTo, type Reliance } from '@hub/reliance';
import type { ApiParts } from '../api/index.js';
import type { Feeding } from './feeding.js';
import type { Storage, Surroundings } from './storage.js';

/** The views, what fills them, and the readers in front of them. */
export interface Reading {
  readonly projector: Projector;
  readonly views: ReadStore;
  /** The keyed hash of what people are found by. */
  readonly hash: (field: string, value: string) => string;
  /** Which disclosures relied on what has gone. */
  readonly relianceWith: (leftUpTo: LeftUpTo) => Reliance;
  readonly parts: Omit<ApiParts, 'store' | 'hasTopics' | 'offer' | keyof Feeding['parts']> & {
    readonly store: RememberingGrowth;
  };
}

/** Puts the read side together: the log is folded into views, and everything leaves them through the door. */
export const openReading = ({ pools, store: log, vault }: Storage, { clock }: Surroundings): Reading => {
  const store = rememberingGrowth(log);
  const now = () => clock().toISOString();
  const hash = (field: string, value: string): string => vault.keyedHash(`search ${field}`, value);
  const projections = allProjections(hash);
  const names = projections.map(({ name }) => name);
  const views = readStore({ pools, store, now, projections: names });
  const { eventId } = vault;
  const facts = factsGatherer({ store, index: views.noteIndex, open: (content, place) => vault.open(content, place) });
  const ports: DoorPorts & { readonly store: typeof store } = {
    store,
    facts,
    content: views.contentStore,
    now,
    eventId,
    hash: vault.keyedHash,
  };
  return {
    projector: projector({ store, vault, pools, projections, board: views }),
    views,
    hash,
    relianceWith: (leftUpTo) => reliance({ ...ports, index: views.noteIndex, tellings: views.tellingIndex, leftUpTo }),
    parts: {
      store,
      index: views.noteIndex,
      recordsOf: async (person) =>
        (await facts.gather({ people: [person], notes: false, at: now() })).recordsOf(person),
      familyView: familyView(door(ports)),
      search: personSearch({ ...ports, index: views.peopleIndex, hash }),
      caseload: caseloadOf({ ...ports, index: views.caseloadIndex, hash }),
      consents: consentList(ports),
      trail: trailOf({
        store,
        index: views.trailIndex,
        entries: views.feedEntries,
        admit: trailReader({ store, now, eventId }),
        hash: ports.hash,
        peopleTold: peopleTold(ports),
        recordsSought: recordsSought(ports),
      }),
      audit: audit({ ...ports, entries: views.feedEntries }),
      record: recorder({ store, eventId }),
      matches: views.matchList,
      recalls: views.recallList,
      messageLinks: messageLinks({ store, index: views.feedIndex }),
      peopleTold: peopleTold(ports),
    },
  };
};
