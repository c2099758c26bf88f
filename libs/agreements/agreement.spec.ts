import fc from 'fast-check';
import { fold, type Event } from '@hub/eventsourcing';
import { behaviourOf, keepsFoldingLaws } from '@hub/eventsourcing/testing';
import type { Flow } from '@hub/sharing';
import { agreement, streamOf, type AgreementCommand, type AgreementEvent, type Terms } from './index.js';

const given = behaviourOf(agreement);

const [agreementId, now] = ['a1', '2026-06-01T09:00:00.000Z'];
const [council, school, police] = ['council', 'school', 'police'];

const flow: Flow = {
  number: 1,
  categories: ['attendance'],
  from: school,
  to: council,
  roles: ['social-worker'],
  purposes: ['early-help'],
  route: 'public-task',
  basis: { article6: 'e' },
  consentRequired: true,
  labels: [],
  onward: [],
};
const terms: Terms = {
  title: 'Early help',
  kind: 'sharing',
  parties: [council, school],
  startsOn: '2026-01-01T00:00:00.000Z',
  reviewOn: '2027-01-01T00:00:00.000Z',
  flows: [flow],
  clauses: { purpose: 'Help early' },
};

const draft: AgreementCommand = { type: 'DraftAgreement', data: { agreementId, terms, by: council } };
const drafted: AgreementEvent = { type: 'AgreementDrafted', data: { agreementId, version: 1, terms, by: council } };
const amend = (by = council): AgreementCommand => ({ type: 'AmendAgreement', data: { agreementId, terms, by, now } });
const amended: AgreementEvent = { type: 'AgreementAmended', data: { agreementId, version: 2, terms, by: council } };
const propose = (version = 1, by = council): AgreementCommand => ({
  type: 'ProposeAgreement',
  data: { agreementId, version, by, now },
});
const proposed = (version = 1): AgreementEvent => ({
  type: 'AgreementProposed',
  data: { agreementId, version, gaps: ['no-flow'], by: council },
});
const sign = (agencyId: string, version = 1): AgreementCommand => ({
  type: 'SignAgreement',
  data: { agreementId, version, agencyId, signatory: 'w1', capacity: 'caldicott-guardian', now },
});
const signed = (agencyId: string, version = 1): AgreementEvent => ({
  type: 'AgreementSigned',
  data: { agreementId, version, agencyId, signatory: 'w1', capacity: 'caldicott-guardian', at: now },
});
const suspend = (by = school): AgreementCommand => ({
  type: 'SuspendAgreement',
  data: { agreementId, reason: 'breach', by, now },
});
const suspended = (by = school): AgreementEvent => ({
  type: 'AgreementSuspended',
  data: { agreementId, reason: 'breach', by },
});
const resume = (by = school): AgreementCommand => ({
  type: 'ResumeAgreement',
  data: { agreementId, reason: 'put-right', by, now },
});
const resumed = (by = school): AgreementEvent => ({
  type: 'AgreementResumed',
  data: { agreementId, reason: 'put-right', by },
});
const end = (by = council): AgreementCommand => ({
  type: 'EndAgreement',
  data: { agreementId, reason: 'no-longer-needed', by, now },
});
const ended: AgreementEvent = {
  type: 'AgreementEnded',
  data: { agreementId, reason: 'no-longer-needed', by: council },
};
const reviewOn = '2028-01-01T00:00:00.000Z';
const review = (date = reviewOn, by = school): AgreementCommand => ({
  type: 'ReviewAgreement',
  data: { agreementId, reviewOn: date, by, now },
});
const reviewed: AgreementEvent = { type: 'AgreementReviewed', data: { agreementId, reviewOn, by: school } };
const bound = [drafted, proposed(), signed(council), signed(school)];

describe('an agreement', () => {
  it('is recorded in the register', () => {
    expect(streamOf(draft)).toBe('register');
  });

  it('is drafted once, by whoever takes the trouble', () => {
    given().when(draft).then(drafted);
    given(drafted).when(draft).refuses('agreement/already-drafted');
    given()
      .when({ type: 'DraftAgreement', data: { agreementId, terms, by: 'partnership' } })
      .then({ type: 'AgreementDrafted', data: { agreementId, version: 1, terms, by: 'partnership' } });
  });

  const unusable: [code: string, spoiled: Partial<Terms>][] = [
    ['agreement/title-missing', { title: ' ' }],
    ['agreement/too-few-parties', { parties: [] }],
    ['agreement/too-few-parties', { parties: [council, council] }],
    ['agreement/period-reversed', { endsOn: '2025-12-31T00:00:00.000Z' }],
    ['agreement/period-reversed', { endsOn: terms.startsOn }],
    ['agreement/duplicate-flow', { flows: [flow, { ...flow, from: council, to: school }] }],
    ['agreement/flow-without-party', { flows: [{ ...flow, from: police }] }],
    ['agreement/flow-without-party', { flows: [{ ...flow, to: police }] }],
    ['agreement/flow-to-itself', { flows: [{ ...flow, to: school }] }],
    ['agreement/flow-empty', { flows: [{ ...flow, categories: [] }] }],
    ['agreement/flow-empty', { flows: [{ ...flow, roles: [] }] }],
    ['agreement/flow-empty', { flows: [{ ...flow, purposes: [] }] }],
    ['agreement/unknown-code', { flows: [{ ...flow, categories: ['constructor' as 'attendance'] }] }],
    ['agreement/unknown-code', { flows: [{ ...flow, purposes: ['curiosity' as 'audit'] }] }],
    ['agreement/unknown-code', { flows: [{ ...flow, labels: ['TABOO' as 'N'] }] }],
    ['agreement/unknown-code', { flows: [{ ...flow, route: 'habit' as 'duty' }] }],
    ['agreement/unknown-code', { flows: [{ ...flow, basis: { article6: 'z' as 'a' } }] }],
    ['agreement/tail-not-positive', { flows: [{ ...flow, mostRecent: 0 }] }],
    ['agreement/tail-not-positive', { flows: [{ ...flow, mostRecent: 1.5 }] }],
  ];

  it.each(unusable)('is refused as %s with %j, in a draft and in an amendment', (code, spoiled) => {
    const spoiledTerms = { ...terms, ...spoiled };
    given()
      .when({ type: 'DraftAgreement', data: { agreementId, terms: spoiledTerms, by: council } })
      .refuses(code);
    given(drafted)
      .when({ type: 'AmendAgreement', data: { agreementId, terms: spoiledTerms, by: council, now } })
      .refuses(code);
  });

  it('is drafted before anything else is asked of it', () => {
    for (const command of [amend(), propose(), sign(council), review(), suspend(), resume(), end()])
      given().when(command).refuses('agreement/unknown');
  });

  it('belongs to its parties, and before it binds to its drafter too', () => {
    const byOffice = { ...drafted, data: { ...drafted.data, by: 'partnership' } } as AgreementEvent;
    for (const command of [
      amend(police),
      propose(1, police),
      review(reviewOn, police),
      suspend(police),
      resume(police),
    ])
      given(drafted).when(command).refuses('agreement/not-a-party');
    given(...bound)
      .when(end(police))
      .refuses('agreement/not-a-party');
    given(byOffice).when(suspend('partnership')).then(suspended('partnership'));
    given(byOffice, ...bound.slice(1))
      .when(suspend('partnership'))
      .refuses('agreement/not-a-party');
  });
});

describe('a further version', () => {
  it('takes the next number, whatever became of the one before', () => {
    given(drafted).when(amend()).then(amended);
    given(...bound)
      .when(amend())
      .then(amended);
    given(drafted, amended)
      .when(amend())
      .then({ type: 'AgreementAmended', data: { agreementId, version: 3, terms, by: council } });
  });

  it('that leaves a party out takes nothing from that party until it binds', () => {
    const without = { ...terms, parties: [council, police], flows: [] };
    const leftOut: AgreementEvent = {
      type: 'AgreementAmended',
      data: { agreementId, version: 2, terms: without, by: council },
    };
    given(...bound, leftOut)
      .when(suspend())
      .then(suspended());
    given(...bound, leftOut, proposed(2), signed(council, 2), signed(police, 2))
      .when(suspend())
      .refuses('agreement/not-a-party');
  });
});

describe('proposing a version', () => {
  it('names its gaps and does not stop at them', () => {
    const events = agreement.decide(propose(), fold(agreement, [drafted]));
    expect(events).toEqual([
      { type: 'AgreementProposed', data: { agreementId, version: 1, by: council, gaps: expect.any(Array) } },
    ]);
    expect(events[0]?.data).toMatchObject({ gaps: expect.arrayContaining(['clause-missing:security']) });
  });

  it('twice is harmless; an older draft or an unknown version is refused', () => {
    given(drafted, proposed()).when(propose()).thenNothing();
    given(drafted, proposed(), amended).when(propose()).thenNothing();
    given(drafted, amended).when(propose()).refuses('agreement/version-superseded');
    given(drafted).when(propose(2)).refuses('agreement/unknown-version');
  });
});

describe('a signature', () => {
  it('is given once by each party, to a version that has been proposed', () => {
    given(drafted, proposed()).when(sign(council)).then(signed(council));
    given(drafted, proposed(), signed(council)).when(sign(school)).then(signed(school));
    given(drafted, proposed(), signed(council)).when(sign(council)).refuses('agreement/already-signed');
    given(drafted, proposed(), amended).when(sign(council)).then(signed(council));
    given(...bound, amended, proposed(2))
      .when(sign(council, 2))
      .then(signed(council, 2));
  });

  it('is refused from a stranger, without capacity, and before the proposal', () => {
    given(drafted, proposed()).when(sign(police)).refuses('agreement/not-a-party');
    given(drafted).when(sign(council)).refuses('agreement/not-proposed');
    given(drafted, proposed()).when(sign(council, 2)).refuses('agreement/unknown-version');
    // Not on the list, as no body over HTTP could say it: the decider refuses it as well.
    const unlisted = {
      agreementId,
      version: 1,
      agencyId: council,
      signatory: 'w1',
      capacity: 'Head of B.' as never,
      now,
    };
    given(drafted, proposed()).when({ type: 'SignAgreement', data: unlisted }).refuses('agreement/unknown-capacity');
  });
});

describe('a review', () => {
  it('sets the next review date, which is still to come', () => {
    given(...bound)
      .when(review())
      .then(reviewed);
    given(...bound)
      .when(review(now))
      .refuses('agreement/review-not-in-future');
  });
});

describe('suspending an agreement', () => {
  it('is open to every party, for a reason; twice is harmless', () => {
    given(...bound)
      .when(suspend(school))
      .then(suspended(school));
    given(...bound)
      .when(suspend(council))
      .then(suspended(council));
    given(...bound, suspended())
      .when(suspend())
      .thenNothing();
    given(...bound, suspended())
      .when(suspend(council))
      .then(suspended(council));
    given(...bound)
      .when({ type: 'SuspendAgreement', data: { agreementId, reason: 'they said so' as 'other', by: school, now } })
      .refuses('agreement/unknown-reason');
  });

  it('is taken back by whoever did it, and by nobody else', () => {
    given(...bound, suspended())
      .when(resume())
      .then(resumed());
    given(...bound, suspended())
      .when(resume(council))
      .refuses('agreement/suspended-by-another');
    given(...bound)
      .when(resume())
      .thenNothing();
    given(...bound, suspended(), resumed())
      .when(resume())
      .thenNothing();
    given(...bound, suspended())
      .when({ type: 'ResumeAgreement', data: { agreementId, reason: 'they said so' as 'other', by: school, now } })
      .refuses('agreement/unknown-reason');
  });

  it('is taken back even by a party that a newer version has left out', () => {
    const without = { ...terms, parties: [council, police], flows: [] };
    const leftOut: AgreementEvent = {
      type: 'AgreementAmended',
      data: { agreementId, version: 2, terms: without, by: council },
    };
    given(...bound, suspended(), leftOut, proposed(2), signed(council, 2), signed(police, 2))
      .when(resume())
      .then(resumed());
  });
});

describe('ending an agreement', () => {
  it('is open to every party, for a reason, and for good', () => {
    given(...bound)
      .when(end())
      .then(ended);
    given(...bound, ended)
      .when(end())
      .thenNothing();
    given(...bound)
      .when({ type: 'EndAgreement', data: { agreementId, reason: 'they said so' as 'other', by: council, now } })
      .refuses('agreement/unknown-reason');
    for (const command of [amend(), propose(), sign(council), review(), suspend(), resume()])
      given(...bound, ended)
        .when(command)
        .refuses('agreement/ended');
  });
});

describe('the register', () => {
  it('is shared with agencies, whose events change no agreement', () => {
    const theirs: readonly Event[] = [
      { type: 'AgencyRegistered', data: { agencyId: council } },
      { type: 'AgencyAdmired', data: { agreementId } },
    ];
    const [registered, stray] = theirs as readonly [AgreementEvent, AgreementEvent];
    expect(fold(agreement, [registered, ...bound, stray])).toEqual(fold(agreement, bound));
  });

  it('is folded many events at once as one after another', () => {
    keepsFoldingLaws(agreement, [...bound, amended, suspended(), resumed(), reviewed, ended]);
  });

  it('folds a beginning and then the rest to the same as the whole', () => {
    const history = [...bound, amended, proposed(2), suspended(), resumed(), signed(school, 2), reviewed, ended];
    fc.assert(
      fc.property(fc.nat(history.length), (cut) => {
        const beginning = fold(agreement, history.slice(0, cut));
        const whole = fold({ ...agreement, initial: beginning }, history.slice(cut));
        expect(whole).toEqual(fold(agreement, history));
      }),
    );
  });
});
