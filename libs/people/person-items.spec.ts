import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import type { Restriction } from '@hub/sharing';
import {
  dateOfBirthOf,
  person,
  personContents,
  personFacts,
  personItems,
  personLinks,
  type PersonEvent,
} from './index.js';
import { event, NOW as now } from './testing/index.js';

const yesterday = '2026-06-29T09:00:00.000Z';
const later = '2026-07-01T09:00:00.000Z';

const sealed = (words: string) => ({ subjects: ['ada'], sealed: { iv: words, box: words, keys: { ada: words } } });

/** The events as the log keeps them, sealed: `e0`, `e1` … */
const recorded = (...events: readonly PersonEvent[]) =>
  events.map((one, revision) => ({
    ...one,
    id: `e${revision}`,
    metadata: { agency: 'council', actor: 'w1', correlationId: 'c1' },
    stream: 'person-ada',
    revision,
    position: String(revision),
    recordedAt: now,
  }));

const registered = event('PersonRegistered', {
  name: sealed('name'),
  dateOfBirth: sealed('born'),
  location: 'unreviewed',
});
const renamed = event('PersonNameCorrected', { name: sealed('new name'), location: 'unreviewed' });
const reborn = event('DateOfBirthCorrected', { dateOfBirth: sealed('born later') });
const lives = event('AddressRecorded', { addressId: 'a1', address: sealed('home'), period: { from: yesterday } });
const works = event('InvolvementRecorded', {
  involvementId: 'i1',
  workers: ['w1'],
  role: 'health-visitor',
  service: sealed('service'),
  period: { from: later },
  location: 'unreviewed',
  agencyId: 'health',
});
const reviewed = (itemId: string) => event('PersonLocationReviewed', { itemId, reviewer: 'w1', location: 'checked' });

describe('the identity of a person', () => {
  it('is a name and a date of birth, from the agency that registered them', () => {
    const history = recorded(registered);
    expect(personItems(history)).toEqual([
      {
        id: 'identity-ada',
        kind: 'identity',
        category: 'identity',
        source: 'council',
        stream: 'person-ada',
        revision: 0,
        effectiveAt: now,
        labels: [],
        passages: [
          { id: 'e0.name', subjects: ['ada'], thirdParties: [], revealsProtectedSource: false, location: 'unreviewed' },
          {
            id: 'e0.dateOfBirth',
            subjects: ['ada'],
            thirdParties: [],
            revealsProtectedSource: false,
            location: 'checked',
          },
        ],
        restrictions: [],
      },
    ]);
    expect(personItems([])).toEqual([]);
  });

  it('never leads to a former name', () => {
    const contents = personContents(recorded(registered, renamed));
    expect(contents.map(({ passage, words }) => [passage, words?.eventId, words?.path])).toEqual([
      ['e1.name', 'e1', 'name'],
      ['e0.dateOfBirth', 'e0', 'dateOfBirth'],
    ]);
  });

  it('keeps the name when the date of birth is corrected', () => {
    const history = recorded(registered, reborn);
    expect(personItems(history)[0]).toMatchObject({
      revision: 1,
      passages: [{ id: 'e0.name' }, { id: 'e1.dateOfBirth' }],
    });
    expect(dateOfBirthOf(history)).toEqual({
      confidential: sealed('born later'),
      eventId: 'e1',
      type: 'DateOfBirthCorrected',
      path: 'dateOfBirth',
    });
    expect(dateOfBirthOf(recorded(renamed))).toBeUndefined();
  });

  it('is checked once somebody has read the name, until the name is corrected', () => {
    const location = (...events: PersonEvent[]) => personItems(recorded(...events))[0]!.passages[0]!.location;
    expect(location(registered, reviewed('identity-ada'))).toBe('checked');
    expect(location(registered, reviewed('identity-ada'), renamed)).toBe('unreviewed');
  });
});

describe('an address', () => {
  it('reveals where the person is, and stays an item when it has ended', () => {
    const history = recorded(registered, lives, event('AddressEnded', { addressId: 'a1', until: now }));
    expect(personItems(history)[1]).toMatchObject({
      id: 'address-a1',
      kind: 'address',
      category: 'address',
      source: 'council',
      revision: 2,
      effectiveAt: yesterday,
      passages: [{ id: 'e1', subjects: ['ada'], location: 'reveals' }],
    });
    expect(personContents(history).at(-1)).toEqual({
      item: 'address-a1',
      passage: 'e1',
      words: { confidential: sealed('home'), eventId: 'e1', type: 'AddressRecorded', path: 'address' },
      plain: { period: { from: yesterday, until: now } },
    });
  });
});

describe('an involvement', () => {
  it('is an item of the agency that is involved', () => {
    const history = recorded(registered, works, reviewed('involvement-i1'));
    expect(personItems(history)[1]).toMatchObject({
      id: 'involvement-i1',
      category: 'involvement',
      source: 'health',
      revision: 2,
      effectiveAt: now,
      passages: [{ id: 'e1', location: 'checked' }],
    });
    expect(personContents(history).at(-1)).toEqual({
      item: 'involvement-i1',
      passage: 'e1',
      words: { confidential: sealed('service'), eventId: 'e1', type: 'InvolvementRecorded', path: 'service' },
      plain: { workers: ['w1'], role: 'health-visitor', period: { from: later } },
    });
  });

  it('that has ended tells until when', () => {
    const history = recorded(registered, works, event('InvolvementEnded', { involvementId: 'i1', until: later }));
    expect(personContents(history).at(-1)?.plain).toMatchObject({ period: { from: later, until: later } });
  });
});

describe('the facts about a person', () => {
  const order: Restriction = {
    id: 'r1',
    kind: 'court-order',
    custodians: [],
    workers: [],
    period: { from: yesterday },
  };
  const factsOf = (...events: PersonEvent[]) => personFacts(recorded(registered, ...events))!;

  it('are none for a person whom nobody has registered', () => {
    expect(personFacts([])).toBeUndefined();
  });

  it('hold the date of birth only when it was opened', () => {
    expect(personFacts(recorded(registered))).not.toHaveProperty('dateOfBirth');
    expect(personFacts(recorded(registered), '2014-02-28')).toMatchObject({ id: 'ada', dateOfBirth: '2014-02-28' });
  });

  it('keep a lifted restriction up to when it was lifted', () => {
    expect(factsOf(event('RestrictionImposed', { restriction: order })).restrictions).toEqual([order]);
    const lifted = event('RestrictionLifted', { restrictionId: 'r1', at: now });
    expect(factsOf(event('RestrictionImposed', { restriction: order }), lifted).restrictions).toEqual([
      { ...order, period: { from: yesterday, until: now } },
    ]);
    const short = { ...order, period: { from: yesterday, until: yesterday } };
    expect(factsOf(event('RestrictionImposed', { restriction: short }), lifted).restrictions).toEqual([short]);
  });

  it('tell who holds parental responsibility, when, and when it was in dispute', () => {
    const facts = factsOf(
      event('ParentalResponsibilityRecorded', { holder: 'mum', how: 'birth', from: yesterday }),
      event('ParentalResponsibilityDisputed', { disputeId: 'd1', holder: 'mum', from: yesterday }),
      event('ParentalResponsibilityDisputeResolved', { disputeId: 'd1', until: now }),
      event('ParentalResponsibilityEnded', { holder: 'mum', until: now }),
      event('ParentalResponsibilityRecorded', { holder: 'mum', how: 'order', from: later }),
    );
    const disputes = [{ from: yesterday, until: now }];
    expect(facts.parentalResponsibility).toEqual([
      { holder: 'mum', period: { from: yesterday, until: now }, disputes },
      { holder: 'mum', period: { from: later }, disputes },
    ]);
  });

  it('name each worker in conflict once; what one agency clears another may uphold', () => {
    const inferred = event('ConflictOfInterestRecorded', { worker: 'w1', kind: 'inferred', agencyId: 'partnership' });
    const declared = event('ConflictOfInterestRecorded', { worker: 'w1', kind: 'declared' });
    const cleared = event('ConflictOfInterestCleared', { worker: 'w1' });
    expect(factsOf(inferred, declared).conflicts).toEqual([{ worker: 'w1', kind: 'declared' }]);
    expect(factsOf(inferred, declared, cleared).conflicts).toEqual([{ worker: 'w1', kind: 'inferred' }]);
    expect(factsOf(declared, cleared).conflicts).toEqual([]);
  });

  it('leave out closed harm findings, and keep competence findings, involvements and links', () => {
    const finding = { id: 'h1', at: yesterday, reviewOn: later };
    const because = sealed('why');
    const found = event('HarmFindingRecorded', { finding, because });
    expect(factsOf(found).harmFindings).toEqual([finding]);
    expect(factsOf(found, event('HarmFindingClosed', { findingId: 'h1' })).harmFindings).toEqual([]);
    const assessed = { findingId: 'c1', competent: true, assessor: 'w1', at: yesterday, because };
    expect(factsOf(event('CompetenceAssessed', assessed)).competence).toEqual([{ competent: true, at: yesterday }]);
    expect(factsOf(works).involvements).toEqual([{ agency: 'health', workers: ['w1'], period: { from: later } }]);
    const linked = event('PersonLinked', { other: 'ada2', matchId: 'm1' });
    expect(personLinks(recorded(registered, linked))).toEqual([{ other: 'ada2', matchId: 'm1' }]);
  });

  it('come to the same, folded at once or in two parts, and whatever strange events share the stream', () => {
    // Of no type that this build knows: a later one may have written it.
    const later: { readonly type: string; readonly data: object } = { type: 'SomethingElse', data: {} };
    const strange = later as PersonEvent;
    const events = fc.array(fc.constantFrom(registered, renamed, reborn, lives, works, strange));
    fc.assert(
      fc.property(events, events, (before, after) => {
        const halfway = fold(person, before);
        expect(after.reduce((state, one) => person.evolve(state, one), halfway)).toEqual(
          fold(
            person,
            [...before, ...after].filter((one) => one !== strange),
          ),
        );
      }),
    );
  });
});
