import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import type { ConsentScope } from '@hub/sharing';
import {
  consent,
  consentFacts,
  consentFactsOf,
  consentStream,
  streamOf,
  type ConsentCommand,
  type ConsentEvent,
} from './index.js';

const given = behaviourOf(consent);

const [now, yesterday, tomorrow] = ['2026-06-02', '2026-06-01', '2026-06-03'].map((day) => `${day}T09:00:00.000Z`) as [
  string,
  string,
  string,
];
const [child, mother, father] = ['child', 'mother', 'father'];
const scope: ConsentScope = {
  purposes: ['early-help'],
  exceptLabels: [],
  excludedAgencies: [],
  excludedWorkers: [],
};

type Recorded = Extract<ConsentEvent, { type: 'ConsentRecorded' }>['data'];
type Withdraws = Extract<ConsentEvent, { type: 'ConsentWithdrawn' }>['data']['withdraws'];

const permission: Recorded = {
  consentId: 'c1',
  subject: child,
  grantor: mother,
  capacity: 'parental-responsibility',
  decision: 'permit',
  scope,
  period: { from: yesterday },
  effectiveAt: yesterday,
  agencyId: 'school',
};
const record = (spoiled: Partial<Recorded> = {}): ConsentCommand => ({
  type: 'RecordConsent',
  data: { ...permission, ...spoiled, now },
});
const recorded = (other: Partial<Recorded> = {}): ConsentEvent => ({
  type: 'ConsentRecorded',
  data: { ...permission, ...other },
});
const withdrawal = (withdraws: Withdraws, effectiveAt = yesterday) => ({
  subject: child,
  withdraws,
  effectiveAt,
  agencyId: 'health',
});
const withdraw = (withdraws: Withdraws, effectiveAt?: string): ConsentCommand => ({
  type: 'WithdrawConsent',
  data: { ...withdrawal(withdraws, effectiveAt), now },
});
const withdrawn = (withdraws: Withdraws): ConsentEvent => ({ type: 'ConsentWithdrawn', data: withdrawal(withdraws) });
const one = { consentId: 'c1' };
const allOfMother = { grantor: mother };
const inError = (consentId = 'c1', agencyId = 'school') => ({ consentId, subject: child, agencyId });
const enterInError = (consentId = 'c1', agencyId = 'school'): ConsentCommand => ({
  type: 'EnterInError',
  data: inError(consentId, agencyId),
});
const enteredInError = (consentId = 'c1'): ConsentEvent => ({
  type: 'ConsentEnteredInError',
  data: inError(consentId),
});

/** What stands of a history: each consent with whether it is withdrawn. */
const standing = (...history: ConsentEvent[]) =>
  Object.fromEntries(consentFacts(history).map((fact) => [fact.id, fact.withdrawn]));

describe('a consent', () => {
  it('is recorded with whom it is about', () => {
    expect(consentStream(child)).toBe('consents-child');
    expect(streamOf(record())).toBe('consents-child');
  });

  it('is a permission or a refusal, by a parent or by the subject', () => {
    given().when(record()).then(recorded());
    given()
      .when(record({ decision: 'refuse' }))
      .then(recorded({ decision: 'refuse' }));
    const own = { capacity: 'self', grantor: child } as const;
    given().when(record(own)).then(recorded(own));
  });

  it('is recorded once', () => {
    given(recorded()).when(record()).refuses('consent/already-recorded');
    given(recorded(), enteredInError()).when(record()).refuses('consent/already-recorded');
    given(recorded())
      .when(record({ consentId: 'c2' }))
      .then(recorded({ consentId: 'c2' }));
  });

  it('may start later, but is not recorded before it is given', () => {
    given()
      .when(record({ effectiveAt: now }))
      .then(recorded({ effectiveAt: now }));
    given()
      .when(record({ period: { from: tomorrow } }))
      .then(recorded({ period: { from: tomorrow } }));
    given()
      .when(record({ effectiveAt: tomorrow }))
      .refuses('consent/effective-in-future');
  });

  const refused: [code: string, spoiled: Partial<Recorded>][] = [
    ['consent/not-by-subject', { capacity: 'self' }],
    ['consent/not-by-parent', { grantor: child }],
    ['consent/period-reversed', { period: { from: now, until: yesterday } }],
    ['consent/period-reversed', { period: { from: now, until: now } }],
    ['consent/no-purpose', { scope: { ...scope, purposes: [] } }],
    ['consent/scope-empty', { scope: { ...scope, categories: [] } }],
    ['consent/scope-empty', { scope: { ...scope, recipients: [] } }],
    ['consent/unknown-code', { scope: { ...scope, categories: ['gossip' as 'injury'] } }],
    ['consent/unknown-code', { scope: { ...scope, purposes: ['toString' as 'audit'] } }],
    ['consent/unknown-code', { scope: { ...scope, exceptLabels: ['TABOO' as 'N'] } }],
  ];

  it.each(refused)('is refused as %s with %j', (code, spoiled) => {
    given().when(record(spoiled)).refuses(code);
  });
});

describe('a withdrawal', () => {
  it('names one consent, and any agency that is told of it records it', () => {
    given(recorded()).when(withdraw(one)).then(withdrawn(one));
    expect(standing(recorded(), recorded({ consentId: 'c2' }), withdrawn(one))).toEqual({ c1: true, c2: false });
  });

  it('or names all that the grantor has given, and nobody else has', () => {
    const history = [recorded(), recorded({ consentId: 'c2' }), recorded({ consentId: 'c3', grantor: father })];
    given(...history)
      .when(withdraw(allOfMother))
      .then(withdrawn(allOfMother));
    expect(standing(...history, withdrawn(allOfMother))).toEqual({ c1: true, c2: true, c3: false });
  });

  it('twice is harmless', () => {
    given(recorded(), withdrawn(one)).when(withdraw(one)).thenNothing();
    given(recorded(), withdrawn(one)).when(withdraw(allOfMother)).thenNothing();
    given(recorded(), withdrawn(allOfMother)).when(withdraw(one)).thenNothing();
  });

  it('of what nobody has recorded is refused', () => {
    given().when(withdraw(one)).refuses('consent/unknown');
    given(recorded())
      .when(withdraw({ consentId: 'c2' }))
      .refuses('consent/unknown');
    given(recorded())
      .when(withdraw({ grantor: father }))
      .refuses('consent/unknown');
    given(recorded(), enteredInError()).when(withdraw(allOfMother)).refuses('consent/unknown');
  });

  it('of what was entered in error is refused, lest an older consent stand unnoticed', () => {
    given(recorded(), enteredInError()).when(withdraw(one)).refuses('consent/entered-in-error');
    given(recorded(), withdrawn(one), enteredInError()).when(withdraw(one)).thenNothing();
  });

  it('is not recorded before it is given', () => {
    given(recorded()).when(withdraw(one, tomorrow)).refuses('consent/effective-in-future');
  });

  it('ends what the log holds before it and nothing after, whatever the clocks say', () => {
    const backdated = { ...withdrawal(allOfMother), effectiveAt: '2020-01-01T00:00:00.000Z' };
    const history: ConsentEvent[] = [recorded(), { type: 'ConsentWithdrawn', data: backdated }];
    expect(standing(...history)).toEqual({ c1: true });
    given(...history)
      .when(record({ consentId: 'c2' }))
      .then(recorded({ consentId: 'c2' }));
    expect(standing(...history, recorded({ consentId: 'c2' }))).toEqual({ c1: true, c2: false });
    given(...history, recorded({ consentId: 'c2' }))
      .when(withdraw(allOfMother))
      .then(withdrawn(allOfMother));
  });
});

describe('an error', () => {
  it('is owned up to by the agency that made it, once', () => {
    given(recorded()).when(enterInError()).then(enteredInError());
    given(recorded(), enteredInError()).when(enterInError()).thenNothing();
    given(recorded()).when(enterInError('c1', 'health')).refuses('consent/not-recorder');
    given(recorded()).when(enterInError('c2')).refuses('consent/unknown');
  });

  it('is no fact: neither the permission nor the refusal', () => {
    expect(standing(recorded(), enteredInError())).toEqual({});
    expect(standing(recorded({ decision: 'refuse' }), withdrawn(one), enteredInError())).toEqual({});
  });

  it('brings nothing back that was withdrawn', () => {
    const newer = recorded({ consentId: 'c2', effectiveAt: now });
    expect(standing(recorded(), newer, withdrawn({ consentId: 'c2' }), enteredInError('c2'))).toEqual({
      c1: false,
      c2: true,
    });
  });
});

describe('the facts about consents', () => {
  it('hold what decides, in the order of the log, and no evidence', () => {
    const evidence = { subjects: [child], clear: 'form in the file' };
    expect(consentFacts([recorded({ evidence })])).toEqual([
      {
        id: 'c1',
        subject: child,
        grantor: mother,
        capacity: 'parental-responsibility',
        decision: 'permit',
        scope,
        period: { from: yesterday },
        effectiveAt: yesterday,
        withdrawn: false,
      },
    ]);
  });
});

describe('the laws of consent', () => {
  const ids = fc.constantFrom('c1', 'c2', 'c3');
  const grantors = fc.constantFrom(mother, father);
  const instants = fc.constantFrom(yesterday, now, tomorrow);
  const events = fc.oneof(
    fc
      .record({ grantor: grantors, effectiveAt: instants, decision: fc.constantFrom('permit', 'refuse') })
      .map(recorded),
    fc
      .oneof(
        ids.map((consentId) => ({ consentId })),
        grantors.map((grantor) => ({ grantor })),
      )
      .map(withdrawn),
    ids.map((consentId) => enteredInError(consentId)),
  );
  /** Consents numbered as they come, so that ids are unique as the decider keeps them. */
  const histories = fc.array(events, { maxLength: 12 }).map((history) => {
    let count = 0;
    return history.map((event) =>
      event.type === 'ConsentRecorded' ? recorded({ ...event.data, consentId: `c${(count += 1)}` }) : event,
    );
  });
  const withdrawnIn = (history: readonly ConsentEvent[]) =>
    consentFacts(history)
      .filter((fact) => fact.withdrawn && fact.decision === 'permit')
      .map(({ id }) => id);

  it('a beginning and then the rest come to the same as the whole', () => {
    fc.assert(
      fc.property(histories, fc.nat(12), (history, cut) => {
        const beginning = fold(consent, history.slice(0, cut));
        const whole = fold({ ...consent, initial: beginning }, history.slice(cut));
        expect(consentFactsOf(whole)).toEqual(consentFacts(history));
      }),
    );
  });

  it('no clock withdraws anything or takes a withdrawal back', () => {
    fc.assert(
      fc.property(histories, fc.array(instants, { minLength: 12, maxLength: 12 }), (history, clocks) => {
        const moved = history.map((event, index): ConsentEvent => {
          if (event.type === 'ConsentEnteredInError') return event;
          return { ...event, data: { ...event.data, effectiveAt: clocks[index]! } } as ConsentEvent;
        });
        expect(withdrawnIn(moved)).toEqual(withdrawnIn(history));
      }),
    );
  });

  it('a permission once withdrawn stays so, whatever happens next', () => {
    fc.assert(
      fc.property(histories, fc.nat(12), (history, cut) => {
        expect(withdrawnIn(history)).toEqual(expect.arrayContaining(withdrawnIn(history.slice(0, cut))));
      }),
    );
  });

  it('whatever is withdrawn had been recorded before', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const last = history.findLastIndex(({ type }) => type === 'ConsentWithdrawn');
        const later = history
          .slice(last + 1)
          .flatMap((event) => (event.type === 'ConsentRecorded' ? [event.data.consentId] : []));
        for (const id of later) expect(withdrawnIn(history)).not.toContain(id);
      }),
    );
  });
});
