import { behaviourOf } from '@hub/eventsourcing/testing';
import type { Restriction } from '@hub/sharing';
import { person, type PersonCommand } from './index.js';
import { ask, event, NOW as now, type DataOf } from './testing/index.js';

const given = behaviourOf(person);

const later = '2026-07-01T09:00:00.000Z';
const yesterday = '2026-06-29T09:00:00.000Z';

const inClear = <T>(clear: T, ...subjects: string[]) => ({ subjects: subjects.length > 0 ? subjects : ['ada'], clear });
const name = inClear({ given: 'Ada', family: 'Okafor' });
const because = inClear('seen at the centre');

const registered = event('PersonRegistered', { name, dateOfBirth: inClear('2014-02-28'), location: 'checked' });

describe('a person', () => {
  const register = ask('RegisterPerson', { name, dateOfBirth: inClear('2014-02-28'), origin: 'written' });

  it('is registered once', () => {
    given().when(register).then(registered);
    given(registered).when(register).refuses('people/already-registered');
  });

  it('may have no known date of birth', () => {
    given()
      .when(ask('RegisterPerson', { name, origin: 'written' }))
      .then(event('PersonRegistered', { name, location: 'checked' }));
  });

  it('that is imported has not been read for what the name reveals', () => {
    given()
      .when(ask('RegisterPerson', { name, origin: 'imported' }))
      .then(event('PersonRegistered', { name, location: 'unreviewed' }));
  });

  it('is registered before anything else is said of them', () => {
    given()
      .when(ask('CorrectName', { name, origin: 'written' }))
      .refuses('people/not-registered');
    given()
      .when(ask('InferConflict', { worker: 'w1' }))
      .refuses('people/not-registered');
  });

  it('is corrected by the agency that registered them', () => {
    const corrected = inClear({ given: 'Ada', family: 'Okafor-Hill' });
    given(registered)
      .when(ask('CorrectName', { name: corrected, origin: 'written' }))
      .then(event('PersonNameCorrected', { name: corrected, location: 'checked' }));
    given(registered)
      .when(ask('CorrectName', { name: corrected, origin: 'imported' }))
      .then(event('PersonNameCorrected', { name: corrected, location: 'unreviewed' }));
    given(registered)
      .when(ask('CorrectName', { name: corrected, origin: 'written', agencyId: 'school' }))
      .refuses('people/not-your-record');
    given(registered)
      .when(ask('CorrectDateOfBirth', { dateOfBirth: inClear('2014-03-01') }))
      .then(event('DateOfBirthCorrected', { dateOfBirth: inClear('2014-03-01') }));
    given(registered)
      .when(ask('CorrectDateOfBirth', { dateOfBirth: inClear('2014-03-01'), agencyId: 'school' }))
      .refuses('people/not-your-record');
  });

  it('has details that are theirs alone', () => {
    given()
      .when(ask('RegisterPerson', { name: inClear(name.clear, 'ada', 'bo'), origin: 'written' }))
      .refuses('people/content-of-another');
    given()
      .when(ask('RegisterPerson', { name: inClear(name.clear, 'bo'), origin: 'written' }))
      .refuses('people/content-of-another');
  });
});

describe('a registration', () => {
  const period = { from: yesterday };
  const details = {
    identifiers: [
      { scheme: 'nhs-number', value: inClear('943 476 5919') },
      { scheme: 'local', value: inClear('7190247') },
    ],
    addresses: [{ addressId: 'a1', address: inClear({ lines: ['1 High Street'] }), period }],
    involvement: { involvementId: 'i1', workers: [], service: inClear('Family support'), period, location: 'checked' },
  } as const;
  const register = (more: object, origin: 'written' | 'imported' = 'written') =>
    ask('RegisterPerson', { name, origin, ...details, ...more });

  it('says all that the agency knows at once, each part in an event of its own', () => {
    given()
      .when(register({}))
      .then(
        event('PersonRegistered', { name, location: 'checked' }),
        event('IdentifierRecorded', { scheme: 'nhs-number', value: inClear('9434765919') }),
        event('IdentifierRecorded', details.identifiers[1]),
        event('AddressRecorded', details.addresses[0]),
        event('InvolvementRecorded', details.involvement),
      );
  });

  it('that is imported has not been read in any part, whatever the importer says', () => {
    const imported = person.decide(register({}, 'imported'), person.initial);
    expect(imported.map(({ data }) => 'location' in data && data.location)).toEqual([
      'unreviewed',
      false,
      false,
      false,
      'unreviewed',
    ]);
  });

  it('is refused as a whole for any of its parts, as that part by itself would be', () => {
    const refusals: readonly [code: string, part: object][] = [
      ['people/nhs-number-not-valid', { identifiers: [{ scheme: 'nhs-number', value: inClear('9434765918') }] }],
      ['people/content-of-another', { identifiers: [{ scheme: 'local', value: inClear('1', 'bo') }] }],
      ['people/address-blank', { addresses: [{ addressId: 'a1', address: inClear({ lines: [' '] }), period }] }],
      ['people/id-in-use', { addresses: [details.addresses[0], details.addresses[0]] }],
      ['people/service-missing', { involvement: { ...details.involvement, service: inClear(' ') } }],
      ['people/period-reversed', { involvement: { ...details.involvement, period: { from: now, until: yesterday } } }],
    ];
    for (const [code, part] of refusals) given().when(register(part)).refuses(code);
    given(registered).when(register({})).refuses('people/already-registered');
  });
});

describe('a name', () => {
  const named = (clear: { given: string; family: string; known?: string }) =>
    given(registered).when(ask('CorrectName', { name: inClear(clear), origin: 'written' }));

  it('has something in it', () => {
    named({ given: ' ', family: '' }).refuses('people/name-blank');
    named({ given: 'x'.repeat(201), family: 'Okafor' }).refuses('people/name-too-long');
  });

  it('may be a single one', () => {
    const single = { given: 'Suharto', family: '' };
    named(single).then(event('PersonNameCorrected', { name: inClear(single), location: 'checked' }));
  });
});

describe('a date of birth', () => {
  const born = (date: string, at = now) =>
    given(registered).when({
      type: 'CorrectDateOfBirth',
      data: { personId: 'ada', agencyId: 'council', now: at, dateOfBirth: inClear(date) },
    });
  const accepted = (date: string) => event('DateOfBirthCorrected', { dateOfBirth: inClear(date) });

  it('is a real date', () => {
    for (const date of ['2015-02-29', '2015-13-01', '2015-1-1', '01/02/2015', '2015-02-28T00:00:00.000Z', ''])
      born(date).refuses('people/date-of-birth-not-a-date');
    born('2016-02-29').then(accepted('2016-02-29'));
  });

  it('is not in the future', () => {
    born('2026-07-01').refuses('people/date-of-birth-in-the-future');
    born('2026-06-30').then(accepted('2026-06-30'));
  });

  it('may be a date that has begun in Britain but not in UTC', () => {
    born('2026-07-01', '2026-06-30T23:40:00.000Z').then(accepted('2026-07-01'));
  });

  it('is within a lifetime', () => {
    born('1895-01-01').refuses('people/date-of-birth-too-early');
    born('1896-01-01').then(accepted('1896-01-01'));
  });
});

describe('an identifier', () => {
  const identified = (scheme: 'nhs-number' | 'upn' | 'local', value: string) =>
    given(registered).when(ask('RecordIdentifier', { scheme, value: inClear(value) }));

  it('passes the check of its scheme and is kept in one way of writing', () => {
    identified('nhs-number', '999 000 0018').then(
      event('IdentifierRecorded', { scheme: 'nhs-number', value: inClear('9990000018') }),
    );
    identified('upn', 'b801200005001').then(
      event('IdentifierRecorded', { scheme: 'upn', value: inClear('B801200005001') }),
    );
    identified('local', ' C-17 ').then(event('IdentifierRecorded', { scheme: 'local', value: inClear('C-17') }));
  });

  it('is refused without being repeated', () => {
    identified('nhs-number', '9990000019').refuses('people/nhs-number-not-valid');
    identified('upn', 'A801200005001').refuses('people/upn-not-valid');
    identified('local', ' ').refuses('people/local-not-valid');
    const wrong = ask('RecordIdentifier', { scheme: 'nhs-number', value: inClear('9990000019') });
    expect(() => person.decide(wrong, { ...person.initial, id: 'ada', registeredBy: 'council' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('9990000019') }),
    );
  });
});

describe('an address', () => {
  const home = inClear({ lines: ['1 High Street', 'Aberwen'], postcode: 'ZZ99 3WZ' });
  const recorded = event('AddressRecorded', { addressId: 'a1', address: home, period: { from: yesterday } });
  const ended = event('AddressEnded', { addressId: 'a1', until: now });
  const record = (data: Partial<DataOf<PersonCommand, 'RecordAddress'>>) =>
    ask('RecordAddress', { addressId: 'a1', address: home, period: { from: yesterday }, ...data });

  it('is recorded for a period, and ended', () => {
    given(registered).when(record({})).then(recorded);
    given(registered, recorded).when(record({})).refuses('people/id-in-use');
    given(registered, recorded)
      .when(ask('EndAddress', { addressId: 'a1', until: now }))
      .then(ended);
    given(registered, recorded, ended)
      .when(ask('EndAddress', { addressId: 'a1', until: now }))
      .thenNothing();
  });

  it('is ended by the agency that recorded it', () => {
    given(registered, recorded)
      .when(ask('EndAddress', { addressId: 'a1', until: now, agencyId: 'school' }))
      .refuses('people/not-your-record');
    given(registered)
      .when(ask('EndAddress', { addressId: 'a1', until: now }))
      .refuses('people/record-unknown');
  });

  it('has a period that is not reversed, in real instants', () => {
    given(registered)
      .when(record({ period: { from: now, until: yesterday } }))
      .refuses('people/period-reversed');
    given(registered)
      .when(record({ period: { from: '2026-06-30' } }))
      .refuses('people/not-an-instant');
    given(registered)
      .when(record({ period: { from: now, until: 'soon' } }))
      .refuses('people/not-an-instant');
    given(registered, recorded)
      .when(ask('EndAddress', { addressId: 'a1', until: '2026-06-01T00:00:00.000Z' }))
      .refuses('people/period-reversed');
  });

  it('says something, within bounds', () => {
    given(registered)
      .when(record({ address: inClear({ lines: ['', ' '] }) }))
      .refuses('people/address-blank');
    given(registered)
      .when(record({ address: inClear({ lines: Array.from({ length: 11 }, () => 'line') }) }))
      .refuses('people/address-too-long');
    given(registered)
      .when(record({ address: inClear({ lines: ['1 High Street'], postcode: 'x'.repeat(21) }) }))
      .refuses('people/address-too-long');
  });
});

describe('an involvement', () => {
  const period = { from: yesterday };
  const said = { involvementId: 'i1', workers: ['w1'], service: inClear('Early help'), period };
  const recorded = event('InvolvementRecorded', { ...said, location: 'unreviewed' });
  const ended = event('InvolvementEnded', { involvementId: 'i1', until: now });

  it('is unreviewed unless its writer says what it reveals', () => {
    given(registered)
      .when(ask('RecordInvolvement', { ...said, origin: 'written' }))
      .then(recorded);
    given(registered)
      .when(ask('RecordInvolvement', { ...said, origin: 'written', location: 'checked' }))
      .then(event('InvolvementRecorded', { ...said, location: 'checked' }));
  });

  it('that is imported is unreviewed whatever the importer says', () => {
    given(registered)
      .when(ask('RecordInvolvement', { ...said, origin: 'imported', location: 'checked' }))
      .then(recorded);
  });

  it('is the agency’s own, recorded once and ended by itself', () => {
    given(registered, recorded)
      .when(ask('RecordInvolvement', { ...said, origin: 'written' }))
      .refuses('people/id-in-use');
    given(registered, recorded)
      .when(ask('EndInvolvement', { involvementId: 'i1', until: now }))
      .then(ended);
    given(registered, recorded, ended)
      .when(ask('EndInvolvement', { involvementId: 'i1', until: now }))
      .thenNothing();
    given(registered, recorded)
      .when(ask('EndInvolvement', { involvementId: 'i1', until: now, agencyId: 'school' }))
      .refuses('people/not-your-record');
    given(registered)
      .when(ask('EndInvolvement', { involvementId: 'i1', until: now }))
      .refuses('people/record-unknown');
  });

  it('names a service and a period that is not reversed', () => {
    given(registered)
      .when(ask('RecordInvolvement', { ...said, service: inClear(' '), origin: 'written' }))
      .refuses('people/service-missing');
    given(registered)
      .when(ask('RecordInvolvement', { ...said, service: inClear('a'.repeat(201)), origin: 'written' }))
      .refuses('people/service-too-long');
    given(registered)
      .when(ask('RecordInvolvement', { ...said, service: inClear('Early help', 'bo'), origin: 'written' }))
      .refuses('people/content-of-another');
    given(registered)
      .when(ask('RecordInvolvement', { ...said, period: { from: now, until: yesterday }, origin: 'written' }))
      .refuses('people/period-reversed');
  });

  it('and a name are read for what they reveal by the agency that recorded them', () => {
    for (const itemId of ['involvement-i1', 'identity-ada'])
      given(registered, recorded)
        .when(ask('ReviewLocation', { itemId, reviewer: 'w1', location: 'checked' }))
        .then(event('PersonLocationReviewed', { itemId, reviewer: 'w1', location: 'checked' }));
    given(registered, recorded)
      .when(
        ask('ReviewLocation', { itemId: 'involvement-i1', reviewer: 'w1', location: 'checked', agencyId: 'school' }),
      )
      .refuses('people/not-your-record');
  });

  it('is not an address, which always reveals', () => {
    given(registered)
      .when(ask('ReviewLocation', { itemId: 'address-a1', reviewer: 'w1', location: 'checked' }))
      .refuses('people/record-unknown');
  });
});

describe('parental responsibility', () => {
  const recorded = event('ParentalResponsibilityRecorded', { holder: 'mum', how: 'birth', from: yesterday });
  const ended = event('ParentalResponsibilityEnded', { holder: 'mum', until: now });
  const record = (from: string, holder = 'mum') => ask('RecordParentalResponsibility', { holder, how: 'birth', from });
  const end = (until: string) => ask('EndParentalResponsibility', { holder: 'mum', until });

  it('is recorded, ended by whoever is told, and may be recorded anew', () => {
    given(registered).when(record(yesterday)).then(recorded);
    given(registered, recorded).when(end(now)).then(ended);
    given(registered, recorded, ended).when(end(now)).thenNothing();
    given(registered, recorded, ended)
      .when(record(now))
      .then(event('ParentalResponsibilityRecorded', { holder: 'mum', how: 'birth', from: now }));
  });

  it('is recorded once at a time', () => {
    given(registered, recorded).when(record(yesterday)).thenNothing();
    given(registered, recorded).when(record(now)).refuses('people/parental-responsibility-already-recorded');
  });

  it('is held by somebody else', () => {
    given(registered).when(record(yesterday, 'ada')).refuses('people/own-parental-responsibility');
  });

  it('is there to be ended, and not before it began', () => {
    given(registered).when(end(now)).refuses('people/no-parental-responsibility');
    given(registered, recorded).when(end('2026-06-01T00:00:00.000Z')).refuses('people/period-reversed');
    given(registered).when(record('yesterday')).refuses('people/not-an-instant');
  });

  describe('in dispute', () => {
    const disputed = event('ParentalResponsibilityDisputed', { disputeId: 'd1', holder: 'mum', from: yesterday });
    const resolved = event('ParentalResponsibilityDisputeResolved', { disputeId: 'd1', until: now });
    const dispute = (from: string) => ask('DisputeParentalResponsibility', { disputeId: 'd1', holder: 'mum', from });
    const resolve = (until: string) => ask('ResolveParentalResponsibilityDispute', { disputeId: 'd1', until });

    it('is recorded and resolved once', () => {
      given(registered, recorded).when(dispute(yesterday)).then(disputed);
      given(registered, recorded, disputed).when(dispute(yesterday)).refuses('people/id-in-use');
      given(registered, recorded, disputed).when(resolve(now)).then(resolved);
      given(registered, recorded, disputed, resolved).when(resolve(now)).thenNothing();
    });

    it('is about somebody who holds it', () => {
      given(registered).when(dispute(yesterday)).refuses('people/no-parental-responsibility');
      given(registered, recorded).when(resolve(now)).refuses('people/record-unknown');
    });

    it('neither begins nor ends in the future', () => {
      given(registered, recorded).when(dispute(later)).refuses('people/in-the-future');
      given(registered, recorded, disputed).when(resolve(later)).refuses('people/in-the-future');
      given(registered, recorded, disputed).when(resolve('2026-06-01T00:00:00.000Z')).refuses('people/period-reversed');
    });
  });
});

describe('a competence finding', () => {
  const finding = { findingId: 'f1', competent: true, assessor: 'w1', at: yesterday, because };
  const assessed = event('CompetenceAssessed', finding);

  it('says who found what, when and why', () => {
    given(registered).when(ask('AssessCompetence', finding)).then(assessed);
    given(registered, assessed).when(ask('AssessCompetence', finding)).refuses('people/id-in-use');
    given(registered)
      .when(ask('AssessCompetence', { ...finding, at: later }))
      .refuses('people/in-the-future');
  });

  it('gives a reason that is about the person', () => {
    const withReason = (reason: typeof because) => ask('AssessCompetence', { ...finding, because: reason });
    given(registered)
      .when(withReason(inClear(' ')))
      .refuses('people/reason-missing');
    given(registered)
      .when(withReason(inClear('x'.repeat(5_001))))
      .refuses('people/reason-too-long');
    given(registered)
      .when(withReason(inClear('seen', 'bo')))
      .refuses('people/reason-of-another');
    given(registered)
      .when(withReason(inClear('seen', 'bo', 'ada')))
      .then(event('CompetenceAssessed', { ...finding, because: inClear('seen', 'bo', 'ada') }));
  });
});

describe('a restriction', () => {
  const custodians = [{ agency: 'council', roles: [], purposes: [] }];
  const order: Restriction = { id: 'r1', kind: 'court-order', custodians, workers: [], period: { from: yesterday } };
  const imposed = event('RestrictionImposed', { restriction: order });
  const lifted = event('RestrictionLifted', { restrictionId: 'r1', at: now });
  const impose = (change: Partial<Restriction>) => ask('ImposeRestriction', { restriction: { ...order, ...change } });
  const lift = (at: string, agencyId = 'council') => ask('LiftRestriction', { restrictionId: 'r1', at, agencyId });

  it('is imposed once, with or without a reason', () => {
    given(registered).when(impose({})).then(imposed);
    given(registered)
      .when(ask('ImposeRestriction', { restriction: order, because }))
      .then(event('RestrictionImposed', { restriction: order, because }));
    given(registered, imposed).when(impose({})).refuses('people/id-in-use');
    given(registered)
      .when(ask('ImposeRestriction', { restriction: order, because: inClear('') }))
      .refuses('people/reason-missing');
  });

  it('may be any kind that hides a person', () => {
    for (const kind of ['adoption', 'protected-address', 'sealed'] as const)
      given(registered)
        .when(impose({ kind }))
        .then(event('RestrictionImposed', { restriction: { ...order, kind } }));
    given(registered)
      .when(impose({ kind: 'police-handling' }))
      .refuses('people/restriction-of-another-kind');
  });

  it('names a custodian where it protects an address, and workers where it excludes them', () => {
    given(registered)
      .when(impose({ kind: 'protected-address', custodians: [] }))
      .refuses('people/custodian-missing');
    given(registered)
      .when(impose({ kind: 'named-worker-exclusion' }))
      .refuses('people/worker-missing');
    const exclusion = { kind: 'named-worker-exclusion', workers: ['w9'] } as const;
    given(registered)
      .when(impose(exclusion))
      .then(event('RestrictionImposed', { restriction: { ...order, ...exclusion } }));
  });

  it('has real times in order', () => {
    given(registered)
      .when(impose({ period: { from: now, until: yesterday } }))
      .refuses('people/period-reversed');
    given(registered)
      .when(impose({ kind: 'adoption', before: 'birth' }))
      .refuses('people/not-an-instant');
  });

  it('is lifted by the agency that imposed it, and lifting twice is harmless', () => {
    given(registered, imposed).when(lift(now)).then(lifted);
    given(registered, imposed, lifted).when(lift(now)).thenNothing();
    given(registered, imposed).when(lift(now, 'school')).refuses('people/not-your-record');
    given(registered).when(lift(now)).refuses('people/record-unknown');
    given(registered, imposed).when(lift(later)).refuses('people/in-the-future');
  });
});

describe('a conflict of interest', () => {
  const declared = event('ConflictOfInterestRecorded', { worker: 'w1', kind: 'declared' });
  const inferred = event('ConflictOfInterestRecorded', { worker: 'w1', kind: 'inferred' });
  const cleared = event('ConflictOfInterestCleared', { worker: 'w1' });

  it('is declared or inferred, once', () => {
    given(registered)
      .when(ask('DeclareConflict', { worker: 'w1' }))
      .then(declared);
    given(registered, declared)
      .when(ask('DeclareConflict', { worker: 'w1' }))
      .thenNothing();
    given(registered)
      .when(ask('InferConflict', { worker: 'w1' }))
      .then(inferred);
    given(registered, inferred)
      .when(ask('InferConflict', { worker: 'w1' }))
      .thenNothing();
  });

  it('that was inferred may be declared; one that was declared is not softened', () => {
    given(registered, inferred)
      .when(ask('DeclareConflict', { worker: 'w1' }))
      .then(declared);
    given(registered, declared)
      .when(ask('InferConflict', { worker: 'w1' }))
      .thenNothing();
  });

  it('is cleared by the agency that recorded it; what another one upholds is not told', () => {
    given(registered, declared)
      .when(ask('ClearConflict', { worker: 'w1' }))
      .then(cleared);
    given(registered, declared, cleared)
      .when(ask('ClearConflict', { worker: 'w1' }))
      .thenNothing();
    given(registered, declared)
      .when(ask('ClearConflict', { worker: 'w1', agencyId: 'school' }))
      .thenNothing();
  });
});

describe('a harm finding', () => {
  const finding = { id: 'h1', at: yesterday, reviewOn: later };
  const found = event('HarmFindingRecorded', { finding, because });
  const closed = event('HarmFindingClosed', { findingId: 'h1' });

  it('is recorded with a reason and a day of review', () => {
    given(registered).when(ask('RecordHarmFinding', { finding, because })).then(found);
    given(registered, found).when(ask('RecordHarmFinding', { finding, because })).refuses('people/id-in-use');
    given(registered)
      .when(ask('RecordHarmFinding', { finding, because: inClear('') }))
      .refuses('people/reason-missing');
    given(registered)
      .when(ask('RecordHarmFinding', { finding: { ...finding, at: later }, because }))
      .refuses('people/in-the-future');
    given(registered)
      .when(ask('RecordHarmFinding', { finding: { ...finding, at: now, reviewOn: yesterday }, because }))
      .refuses('people/period-reversed');
  });

  it('is closed by the agency that made it, and closing twice is harmless', () => {
    given(registered, found)
      .when(ask('CloseHarmFinding', { findingId: 'h1' }))
      .then(closed);
    given(registered, found, closed)
      .when(ask('CloseHarmFinding', { findingId: 'h1' }))
      .thenNothing();
    given(registered, found)
      .when(ask('CloseHarmFinding', { findingId: 'h1', agencyId: 'school' }))
      .refuses('people/not-your-record');
    given(registered)
      .when(ask('CloseHarmFinding', { findingId: 'h1' }))
      .refuses('people/record-unknown');
  });
});

describe('a link to another record', () => {
  const link = ask('LinkPerson', { other: 'ada2', matchId: 'm1' });
  const linked = event('PersonLinked', { other: 'ada2', matchId: 'm1' });

  it('is made once for a match, however often it is confirmed', () => {
    given(registered).when(link).then(linked);
    given(registered, linked).when(link).thenNothing();
  });

  it('is to another record', () => {
    given(registered)
      .when(ask('LinkPerson', { other: 'ada', matchId: 'm1' }))
      .refuses('people/linked-to-itself');
  });
});
