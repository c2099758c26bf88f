import fc from 'fast-check';
import { handlerOf, type Command, type Decider, type Event, type EventStore, type Instant } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { agreement, type AgreementCommand } from '@hub/agreements';
import { note, type CaseNoteCommand } from '@hub/case-notes';
import { consent, type ConsentCommand } from '@hub/consents';
import { override, type OverrideCommand } from '@hub/overrides';
import { family, person, type FamilyCommand, type PersonCommand } from '@hub/people';
import type { Facts } from '@hub/sharing';
import { factsGatherer } from './index.js';
import { flow, HEALTH, noteIndexOver, openedInClear, SCHOOL, uuid } from './testing/index.js';

const START = Date.parse('2026-06-01T09:00:00.000Z');
const since = '2026-01-01T00:00:00.000Z';

/** A log with a clock of its own, and a hub whose clock is ahead of it by so many milliseconds. */
const aHub = (ahead: number) => {
  let elapsed = 0;
  let commands = 0;
  const clock = (by: number): Instant => new Date(START + elapsed + by).toISOString();
  const store: EventStore = inMemoryEventStore({ now: () => clock(0) });

  /** Acknowledged, as the hub's clock says when. */
  const told =
    <S, C extends Command, E extends Event>(decider: Decider<S, C, E>, stream: string) =>
    async (commandAt: (now: Instant) => C): Promise<void> => {
      elapsed += 1_000;
      commands += 1;
      const number = commands * 100;
      const eventId = (_: unknown, index: number): string => uuid(number + index);
      const metadata = { agency: 'test', actor: 'test', correlationId: 'test' };
      const claim = { agency: 'test', commandId: uuid(number), requestMac: 'test' };
      await handlerOf({ store, decider, streamOf: () => stream, eventId })(commandAt(clock(ahead)), {
        claim,
        metadata,
      });
    };

  const facts = factsGatherer({ store, index: noteIndexOver(store), open: openedInClear });
  return {
    told,
    facts: async () => (await facts.gather({ people: ['c1'], override: 'o1', notes: true, at: clock(0) })).facts,
  };
};

type Hub = ReturnType<typeof aHub>;

const health = { agencyId: HEALTH };
const words = (...subjects: readonly string[]) => ({ subjects, clear: 'words' });
const because = words('c1');

const aboutChild = ({ told }: Hub, command: (now: Instant) => PersonCommand) => told(person, 'person-c1')(command);
const aboutNote = ({ told }: Hub, command: (now: Instant) => CaseNoteCommand) => told(note, 'note-n1')(command);
const aboutFamily = ({ told }: Hub, command: (now: Instant) => FamilyCommand) => told(family, 'family-f1')(command);
const aboutConsent = ({ told }: Hub, command: (now: Instant) => ConsentCommand) =>
  told(consent, 'consents-c1')(command);
const aboutOverride = ({ told }: Hub, command: (now: Instant) => OverrideCommand) =>
  told(override, 'override-o1')(command);
const aboutAgreement = ({ told }: Hub, command: (now: Instant) => AgreementCommand) =>
  told(agreement, 'register')(command);

const child = { personId: 'c1', ...health };
const hidden = { id: 'r1', kind: 'sealed', custodians: [], workers: [], period: { from: since } } as const;
const scope = { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] } as const;

const registration = (now: Instant, personId: string): PersonCommand => ({
  type: 'RegisterPerson',
  data: {
    personId,
    ...health,
    now,
    name: { subjects: [personId], clear: { given: 'A', family: 'B' } },
    origin: 'written',
  },
});

const said = (consentId: string, decision: 'permit' | 'refuse', now: Instant): ConsentCommand => ({
  type: 'RecordConsent',
  data: {
    consentId,
    subject: 'c1',
    grantor: 'm1',
    capacity: 'parental-responsibility',
    decision,
    scope,
    period: { from: since },
    effectiveAt: now,
    ...health,
    now,
  },
});

/** What there is before: by a hub whose clock is right or not, as all of it. */
const begin = async (hub: Hub): Promise<void> => {
  await aboutChild(hub, (now) => registration(now, 'c1'));
  await hub.told(person, 'person-m1')((now) => registration(now, 'm1'));
  await aboutChild(hub, (now) => ({
    type: 'RecordParentalResponsibility',
    data: { ...child, now, holder: 'm1', how: 'birth', from: since },
  }));
  await aboutChild(hub, (now) => ({ type: 'ImposeRestriction', data: { ...child, now, restriction: hidden } }));
  await aboutFamily(hub, (now) => ({ type: 'FormFamily', data: { familyId: 'f1', ...health, now } }));
  await aboutNote(hub, (now) => ({
    type: 'RecordNote',
    data: {
      noteId: 'n1',
      ...health,
      now,
      author: 'w1',
      category: 'injury',
      labels: [],
      passages: [{ subjects: ['c1'], thirdParties: [], revealsProtectedSource: false, text: words('c1') }],
      handling: [hidden],
      effectiveAt: now,
      origin: 'written',
    },
  }));
  const terms = {
    title: 'a1',
    kind: 'sharing',
    parties: [HEALTH, SCHOOL],
    startsOn: since,
    flows: [flow(1, ['injury'])],
    clauses: {},
  } as const;
  await aboutAgreement(hub, () => ({ type: 'DraftAgreement', data: { agreementId: 'a1', terms, by: HEALTH } }));
  await aboutAgreement(hub, (now) => ({
    type: 'ProposeAgreement',
    data: { agreementId: 'a1', now, version: 1, by: HEALTH },
  }));
};

const signs =
  (agencyId: string) =>
  (now: Instant): AgreementCommand => ({
    type: 'SignAgreement',
    data: { agreementId: 'a1', version: 1, agencyId, signatory: 'w1', capacity: 'director', now },
  });

/** All that is said to have come about by now, one after another. */
const SAID: Readonly<Record<string, (hub: Hub) => Promise<void>>> = {
  'a finding of harm': (hub) =>
    aboutChild(hub, (now) => ({
      type: 'RecordHarmFinding',
      data: { ...child, now, finding: { id: 'h1', at: now, reviewOn: '2028-01-01T00:00:00.000Z' }, because },
    })),
  'a finding of competence': (hub) =>
    aboutChild(hub, (now) => ({
      type: 'AssessCompetence',
      data: { ...child, now, findingId: 'k1', competent: true, assessor: 'w1', at: now, because },
    })),
  'a dispute': (hub) =>
    aboutChild(hub, (now) => ({
      type: 'DisputeParentalResponsibility',
      data: { ...child, now, disputeId: 'd1', holder: 'm1', from: now },
    })),
  'the end of a dispute': async (hub) => {
    await aboutChild(hub, (now) => ({
      type: 'DisputeParentalResponsibility',
      data: { ...child, now, disputeId: 'd2', holder: 'm1', from: since },
    }));
    await aboutChild(hub, (now) => ({
      type: 'ResolveParentalResponsibilityDispute',
      data: { ...child, now, disputeId: 'd2', until: now },
    }));
  },
  'the lifting of a restriction': (hub) =>
    aboutChild(hub, (now) => ({ type: 'LiftRestriction', data: { ...child, now, restrictionId: 'r1', at: now } })),
  'the lifting of a restriction of a note': (hub) =>
    aboutNote(hub, (now) => ({
      type: 'LiftNoteRestriction',
      data: { noteId: 'n1', ...health, now, restrictionId: 'r1', at: now },
    })),
  'a member of a family': (hub) =>
    aboutFamily(hub, (now) => ({
      type: 'AddMember',
      data: { familyId: 'f1', ...health, now, personId: 'c1', role: 'child', from: now },
    })),
  'somebody who has left a family': async (hub) => {
    await aboutFamily(hub, (now) => ({
      type: 'AddMember',
      data: { familyId: 'f1', ...health, now, personId: 'm1', role: 'mother', from: since },
    }));
    await aboutFamily(hub, (now) => ({
      type: 'MemberLeaves',
      data: { familyId: 'f1', ...health, now, personId: 'm1', until: now },
    }));
  },
  'a story': (hub) =>
    aboutFamily(hub, (now) => ({
      type: 'TellStory',
      data: {
        familyId: 'f1',
        ...health,
        now,
        tellers: ['m1'],
        about: ['c1'],
        words: words('m1', 'c1'),
        effectiveAt: now,
      },
    })),
  'a permission, and a refusal after it': async (hub) => {
    await aboutConsent(hub, (now) => said('k1', 'permit', now));
    await aboutConsent(hub, (now) => said('k2', 'refuse', now));
  },
  'an override': (hub) =>
    aboutOverride(hub, (now) => ({
      type: 'OpenOverride',
      data: { overrideId: 'o1', ...health, now, worker: 'w1', subjects: ['c1'], because },
    })),
  'the last signature of an agreement': async (hub) => {
    for (const party of [HEALTH, SCHOOL]) await aboutAgreement(hub, signs(party));
  },
  'whoever registers a person': (hub) =>
    aboutChild(hub, (now) => ({
      type: 'RecordInvolvement',
      data: {
        ...child,
        now,
        involvementId: 'i1',
        workers: [],
        service: words('c1'),
        period: { from: now },
        fromNowOn: true,
        origin: 'written',
      },
    })),
};

/** How long access lasts is what was asked for by the clock of the hub that opened it: it is never cut short. */
const withoutEnds = ({ overrides, ...facts }: Facts) => ({
  ...facts,
  overrides: overrides.map(({ expiresAt: _, ...one }) => one),
});

const factsAfter = async (ahead: number, all: readonly string[]): Promise<Facts> => {
  const hub = aHub(ahead);
  await begin(hub);
  for (const name of all) await SAID[name]!(hub);
  return hub.facts();
};

describe('a hub whose clock is ahead of the log’s', () => {
  it('has said nothing that does not count for whoever asks afterwards', async () => {
    const minutes = fc.integer({ min: 1, max: 3 * 24 * 60 });
    await fc.assert(
      fc.asyncProperty(minutes, fc.shuffledSubarray(Object.keys(SAID)), async (ahead, all) => {
        expect(withoutEnds(await factsAfter(ahead * 60_000, all))).toEqual(withoutEnds(await factsAfter(0, all)));
      }),
    );
  });

  it.each(Object.keys(SAID))('has said it so that it counts from then on: %s', async (name) => {
    expect(withoutEnds(await factsAfter(3_600_000, [name]))).toEqual(withoutEnds(await factsAfter(0, [name])));
  });

  it('leaves alone what is yet to come', async () => {
    const hub = aHub(3_600_000);
    await begin(hub);
    const period = { from: '2026-06-01T09:30:00.000Z' };
    await aboutConsent(hub, (now) => {
      const { data } = said('k1', 'permit', now) as Extract<ConsentCommand, { type: 'RecordConsent' }>;
      return { type: 'RecordConsent', data: { ...data, period } };
    });
    expect((await hub.facts()).consents).toMatchObject([{ period }]);
  });
});
