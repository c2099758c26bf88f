import {
  contentKey,
  groundSaid,
  leaving,
  requestOf,
  said,
  toldIds,
  type Asking,
  type Candidate,
  type DoorPorts,
  type Json,
  type KeyedHash,
  type PeopleIndex,
  type SearchKey,
  type Words,
} from '@hub/door';
import { canonicalJson, type Instant } from '@hub/eventsourcing';
import type { DecidedRequest } from '@hub/disclosures';
import type { AgencyId, PersonId } from '@hub/sharing';
import { considered, headsOf, passagesOf, positionIn, type Considered } from './considered.js';
import { keysOf, type HashOfTerm, type SearchValues } from './search-question.js';

export interface SearchPorts extends DoorPorts {
  readonly index: PeopleIndex;
  readonly hash: HashOfTerm;
}

export interface Search {
  /** Unique: names the disclosure. */
  readonly id: string;
  readonly asking: Asking;
  readonly values: SearchValues;
}

/** Somebody who may be meant: the least that tells people apart. */
export interface FoundPerson {
  readonly personId: PersonId;
  /** Name and date of birth, as far as they show, as each agency has them. */
  readonly identities: readonly { readonly source: AgencyId; readonly says: readonly Json[] }[];
}

/** Nobody, and nobody who may be shown, are the same answer. */
export interface SearchAnswer {
  readonly asAt: Instant;
  readonly disclosureId: string;
  readonly people: readonly FoundPerson[];
}

export interface PersonSearch {
  search(search: Search): Promise<SearchAnswer>;
}

/** Most records that are decided about; the index puts those first that match best. */
const MOST_CANDIDATES = 50;

/** Leaves room in one append for the rest of the entry. */
const MOST_TEXT = 600_000;

/** Every field that is asked for matches something of the same record. */
const matchesAll = (keys: readonly SearchKey[]) => {
  const fields = new Set(keys.map(({ field }) => field));
  return ({ matched }: Candidate): boolean => new Set(matched.map(({ field }) => field)).size === fields.size;
};

/** The reference goes with each decision; the words of a ground would not fit into an entry so many times. */
const decisionOf =
  ({ groundWords: _, ...asking }: Asking) =>
  ({ request, decision, gathered }: Considered): DecidedRequest => ({
    request,
    question: 'search',
    decision,
    ...groundSaid(asking, gathered),
  });

/** Decisions about whoever is shown, and as many of the others as fit into one entry. */
const keptDecisions = (all: readonly Considered[], asking: Asking): readonly DecidedRequest[] => {
  const kept: DecidedRequest[] = [];
  let room = MOST_TEXT;
  for (const one of [...all].sort((a, b) => b.shown.length - a.shown.length)) {
    const decision = decisionOf(asking)(one);
    room -= canonicalJson(decision).length;
    if (one.shown.length > 0 || room > 0) kept.push(decision);
  }
  return kept;
};

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** Each person once, whichever of their records were found. */
const byPerson = (all: readonly Considered[]): ReadonlyMap<PersonId, readonly Considered[]> => {
  const people = new Map<PersonId, readonly Considered[]>();
  for (const one of all) people.set(one.personId, [...(people.get(one.personId) ?? []), one]);
  return people;
};

const shownIn = (all: readonly Considered[]): readonly Considered[] => all.filter(({ shown }) => shown.length > 0);

/** The id by which the caller is told of somebody who was found: nobody was asked for by an id. */
const toldAs = (records: readonly Considered[], hash: KeyedHash): PersonId => {
  const [first] = [...records].sort((a, b) => (a.record < b.record ? -1 : 1));
  if (first === undefined) throw new Error('somebody who is found has a record');
  const { person } = toldIds({ agency: first.request.agency, hash }, first.gathered, []);
  return person(first.record);
};

const foundIn = (
  all: readonly Considered[],
  content: ReadonlyMap<string, Words>,
  hash: KeyedHash,
): readonly FoundPerson[] =>
  [...byPerson(shownIn(all)).values()].map((records) => ({
    personId: toldAs(records, hash),
    identities: records
      .flatMap(({ shown }) => shown)
      .map(({ item, visible }) => ({
        source: item.source,
        says: said(visible.permitted.map((passage) => content.get(contentKey({ item: item.id, passage })))),
      })),
  }));

const candidatesOf = (all: readonly Considered[]) =>
  [...byPerson(all)].map(([personId, records]) => {
    const shown = records.some((record) => record.shown.length > 0);
    const reasons = records.flatMap(({ decision }) => decision.reasons.map(({ code }) => code));
    return { personId, shown, reasons: shown ? [] : distinct(reasons) };
  });

/** Finds a person by what is known of them. Being found is a disclosure: decided for each, and recorded for all. */
export const personSearch = (ports: SearchPorts): PersonSearch => {
  const leave = leaving(ports);

  const consider = async (candidate: Candidate, { asking }: Search, at: Instant): Promise<Considered> => {
    const gathered = await ports.facts.gather({
      people: [candidate.personId],
      notes: false,
      ...(asking.override === undefined ? {} : { override: asking.override }),
      at,
    });
    return considered(candidate, requestOf({ asking, action: 'search' }, gathered.subjects, gathered.at), gathered);
  };

  return {
    async search(search) {
      const { asking, values, id } = search;
      const keys = keysOf(values, asking.agency, ports.hash);
      return leave<SearchAnswer>(id, async (disclosureId) => {
        const at = ports.now();
        const found = (await ports.index.candidates(keys, MOST_CANDIDATES)).filter(matchesAll(keys));
        const all = await Promise.all(found.map(async (candidate) => consider(candidate, search, at)));
        return {
          by: asking,
          command: {
            type: 'RecordSearch',
            data: {
              requestId: disclosureId,
              agencyId: asking.agency,
              worker: asking.worker,
              role: asking.role,
              ...(asking.purpose === undefined ? {} : { purpose: asking.purpose }),
              fields: distinct(keys.map(({ field }) => field)),
              valueHashes: distinct(keys.map(({ hash }) => hash)),
              candidates: candidatesOf(all),
              knownAs: [...byPerson(shownIn(all)).values()].map((records) => toldAs(records, ports.hash)),
              decisions: keptDecisions(all, asking),
              now: at,
            },
          },
          heads: headsOf(all),
          passages: passagesOf(all),
          positionOf: positionIn(all),
          answer: (content) => ({ asAt: at, disclosureId, people: foundIn(all, content, ports.hash) }),
        };
      });
    },
  };
};
