import { createHash } from 'node:crypto';
import type { Event, EventStore, Recorded } from '@hub/eventsourcing';
import { recordedDecision } from '@hub/disclosures';
import type { HubEvent } from '@hub/projections';
import { aReleased, released, voided, withheld } from '@hub/pull-feed/testing';
import type { Decision, ItemOutcome, Via } from '@hub/sharing';

/** A UUID that follows from its name. */
export const idOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Chance that is the same every time (mulberry32). */
export const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};

const AGENCIES = ['school', 'health', 'police', 'council'] as const;
const NAMES = ['Aled', 'Bethan', 'Carys', 'Dafydd', 'Elin', 'Ffion', 'Gwen', 'Huw'] as const;
const WORDS = 'seen at home today with the younger one who was well and settled after a difficult week at school'.split(
  ' ',
);

export type Recording = { readonly stream: string; readonly event: HubEvent | Event };

/** The register that everything else refers to: one agreement with a flow between each pair of agencies. */
export const register = (): readonly Recording[] => {
  const flows = AGENCIES.flatMap((from) => AGENCIES.filter((to) => to !== from).map((to) => ({ from, to })));
  const terms = { flows: flows.map((ends, index) => ({ number: index + 1, ...ends })) };
  return [
    {
      stream: 'register',
      event: { type: 'AgreementDrafted', data: { agreementId: 'isa-1', version: 1, terms, by: 'council' } },
    },
  ];
};

const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();

/** So many events about invented people, in the order of their recording: the same for the same seed. */
export const invented = (seed: number, count: number, folder = ''): readonly Recording[] => {
  const below = chance(seed);
  const one = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const about = <T>(subjects: readonly string[], clear: T) => ({ subjects, clear });
  const text = (): string => Array.from({ length: 30 }, () => one(WORDS)).join(' ');
  const people: string[] = [];
  const made: Recording[] = [];
  const record = (stream: string, event: Event): void => void made.push({ stream, event });
  const n = (): number => made.length;
  const open: { person: string; agency: string; involvement: string }[] = [];
  const members: { family: string; person: string }[] = [];
  const addresses: { person: string; address: string }[] = [];
  const notes: { note: string; subject: string }[] = [];

  const name = (): object => ({ given: one(NAMES), family: one(NAMES) });
  const passages = (note: string, subject: string): object[] =>
    Array.from({ length: 1 + below(3) }, (_, index) => {
      const subjects = [...new Set([subject, one(people)])];
      return {
        id: idOf(`${note}/${n()}/${index}`),
        subjects,
        thirdParties: [],
        revealsProtectedSource: false,
        location: 'checked',
        text: about(subjects, text()),
      };
    });

  const kinds: Record<string, () => void> = {
    person: () => {
      const personId = `p${folder}${people.length}`;
      people.push(personId);
      record(`person-${personId}`, {
        type: 'PersonRegistered',
        data: {
          personId,
          agencyId: one(AGENCIES),
          name: about([personId], name()),
          dateOfBirth: about([personId], `201${below(10)}-0${1 + below(9)}-11`),
          location: 'checked',
        },
      });
    },
    renamed: () => {
      const personId = one(people);
      record(`person-${personId}`, {
        type: 'PersonNameCorrected',
        data: { personId, agencyId: 'school', name: about([personId], name()) },
      });
    },
    identifier: () => {
      const personId = one(people);
      record(`person-${personId}`, {
        type: 'IdentifierRecorded',
        data: {
          personId,
          agencyId: one(AGENCIES),
          scheme: one(['local', 'upn'] as const),
          value: about([personId], `X${below(1000)}`),
        },
      });
    },
    address: () => {
      const person = one(people);
      const address = `a${folder}${n()}`;
      addresses.push({ person, address });
      record(`person-${person}`, {
        type: 'AddressRecorded',
        data: {
          personId: person,
          agencyId: 'council',
          addressId: address,
          address: about([person], { lines: ['1 High Street'], postcode: `LL${below(60)} 1AA` }),
          period: { from: at(n()) },
        },
      });
    },
    moved: () => {
      const { person, address } = one(addresses);
      record(`person-${person}`, {
        type: 'AddressEnded',
        data: { personId: person, agencyId: 'council', addressId: address, until: at(n()) },
      });
    },
    involvement: () => {
      const person = one(people);
      const involvement = `i${folder}${n()}`;
      const agency = one(AGENCIES);
      open.push({ person, agency, involvement });
      const workers = below(3) === 0 ? [] : [`w-${agency}-${below(5)}`];
      record(`person-${person}`, {
        type: 'InvolvementRecorded',
        data: {
          personId: person,
          agencyId: agency,
          involvementId: involvement,
          workers,
          service: { subjects: [person], clear: 'team' },
          period: { from: at(n()) },
          location: 'checked',
        },
      });
    },
    ended: () => {
      const { person, agency, involvement } = one(open);
      record(`person-${person}`, {
        type: 'InvolvementEnded',
        data: { personId: person, agencyId: agency, involvementId: involvement, until: at(n()) },
      });
    },
    joined: () => {
      const family = `f${folder}${below(1 + people.length / 3)}`;
      const person = one(people);
      members.push({ family, person });
      record(`family-${family}`, {
        type: 'FamilyMemberJoined',
        data: { familyId: family, agencyId: 'council', personId: person, role: 'child', from: at(n()) },
      });
    },
    left: () => {
      const { family, person } = one(members);
      record(`family-${family}`, {
        type: 'FamilyMemberLeft',
        data: { familyId: family, agencyId: 'council', personId: person, until: at(n()) },
      });
    },
    story: () => {
      const { family, person } = one(members);
      record(`family-${family}`, {
        type: 'FamilyStoryTold',
        data: {
          familyId: family,
          agencyId: 'council',
          version: n(),
          tellers: [person],
          about: [person],
          words: about([person], text()),
          effectiveAt: at(n()),
        },
      });
    },
    note: () => {
      const note = `n${folder}${n()}`;
      const subject = one(people);
      notes.push({ note, subject });
      record(`note-${note}`, {
        type: 'NoteRecorded',
        data: {
          noteId: note,
          agencyId: one(AGENCIES),
          author: 'w1',
          category: 'support-work',
          labels: [],
          passages: passages(note, subject),
          handling: [],
          effectiveAt: at(n()),
          origin: 'written',
        },
      });
    },
    corrected: () => {
      const { note, subject } = one(notes);
      record(`note-${note}`, {
        type: 'NoteCorrected',
        data: {
          noteId: note,
          agencyId: 'school',
          author: 'w1',
          passages: passages(note, subject),
          because: about([subject], 'wrong'),
        },
      });
    },
    disclosure: () => {
      const { note, subject } = one(notes);
      const agency = one(AGENCIES);
      const requestId = `r${folder}${n()}`;
      const asked = {
        requestId,
        agencyId: agency,
        worker: `w-${agency}-${below(5)}`,
        role: 'lead',
        purpose: 'early-help',
        at: at(n()),
      };
      const via: Via = { kind: 'flow', agreement: 'isa-1', version: 1, flow: 1 + below(12) };
      const outcome: ItemOutcome = {
        item: `note-${note}`,
        stream: `note-${note}`,
        revision: 0,
        outcome: 'permit',
        passages: [{ passage: 'x', outcome: 'permit', reasons: [], obligations: [], via, consents: [] }],
        basis: { article6: 'e', gateway: 'ca2004-s11' },
        onward: [],
      };
      const decision: Decision = {
        policy: 'v1',
        outcome: 'permit',
        entitled: true,
        reasons: [],
        gates: [],
        items: [outcome],
        obligations: [],
        consents: [],
        heads: {},
      };
      record(`disclosure-${requestId}`, {
        type: 'DisclosureMade',
        data: {
          ...asked,
          request: {},
          question: 'family-view',
          decision: recordedDecision(decision),
          subjects: [subject],
          items: [{ item: `note-${note}`, revision: 0, fields: ['text'] }],
        },
      });
    },
    match: () => {
      const matchId = `m${folder}${n()}`;
      record(`match-${matchId}`, {
        type: 'MatchProposed',
        data: {
          matchId,
          people: [one(people), one(people)],
          reasons: [{ field: 'name', agreement: 'same' }],
          confidence: 0.9,
        },
      });
      if (below(2) === 0)
        record(`match-${matchId}`, { type: 'MatchConfirmed', data: { matchId, people: ['a', 'b'], steward: 's1' } });
    },
  };
  const mix = [
    ...'note note note note note note corrected disclosure disclosure disclosure person person involvement involvement ended joined joined left address moved story renamed identifier match'.split(
      ' ',
    ),
  ];
  for (const kind of ['person', 'person', 'note', 'involvement', 'joined', 'address']) kinds[kind]!();
  while (made.length < count) kinds[one(mix)]!();
  return made.slice(0, count);
};

/** So many entries of partners' feeds: messages with and without links, void ones, and what was not told. */
export const feeds = (seed: number, count: number): readonly Recording[] => {
  const below = chance(seed);
  const one = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const told = new Map<string, number>();
  const events = {
    told: (agency: string, n: number) => {
      const last = told.get(agency) ?? 0;
      const messages = Array.from({ length: 1 + below(3) }, (_, index) => {
        const kind = one(['note', 'access', 'consent', 'agreement'] as const);
        return aReleased(agency, last + 1 + index, { kind, person: `p${below(9)}`, note: `n${below(9)}` });
      });
      told.set(agency, last + messages.length);
      return released(agency, at(n), messages);
    },
    voided: (agency: string, n: number) => voided(agency, 1 + below(told.get(agency) ?? 1), at(n)),
    withheld: (agency: string, n: number) => withheld(agency, at(n)),
  };
  return Array.from({ length: count }, (_, n) => {
    const agency = one(AGENCIES);
    const kind = told.has(agency) ? one(['told', 'told', 'voided', 'withheld'] as const) : 'told';
    return { stream: `feed-${agency}`, event: events[kind](agency, n) };
  });
};

/** Writes recordings to a log, a few at a time, each stream in its order. */
export const writeTo = async (
  store: EventStore,
  recordings: readonly Recording[],
  start = 0,
  most = 64,
): Promise<void> => {
  const metadata = { agency: 'council', actor: 'test', correlationId: 'test' };
  const revisions = new Map<string, number>();
  for (let first = 0; first < recordings.length; first += most) {
    const byStream = new Map<string, { id: string; event: Event }[]>();
    recordings.slice(first, first + most).forEach(({ stream, event }, index) => {
      const events = byStream.get(stream) ?? [];
      byStream.set(stream, [...events, { id: idOf(`${start + first + index}/${stream}`), event: event }]);
    });
    const heads = await store.heads([...byStream.keys()]);
    await Promise.all(
      [...byStream].map(async ([stream, events]) => {
        const expected = heads.get(stream) ?? -1;
        await store.append({
          stream,
          events: events.map(({ id, event }) => ({ ...event, id, metadata })),
          expected,
          claim: { agency: 'council', commandId: events[0]!.id, requestMac: 'x' },
        });
        revisions.set(stream, expected + events.length);
      }),
    );
  }
};

/** A vault for logs in clear: everything is open already. */
export const openVault = {
  openEvents: (events: readonly Recorded[]) => Promise.resolve(events),
  forgotten: () => Promise.resolve([]),
};

/** A stand-in for the keyed hash. */
export const plainHash = (field: string, value: string): string =>
  createHash('sha256').update(`${field}|${value}`).digest('base64url');
