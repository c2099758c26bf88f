import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import {
  override,
  overrideFacts,
  overrideStream,
  streamOf,
  type OverrideCommand,
  type OverrideEvent,
} from './index.js';

const given = behaviourOf(override);

const [overrideId, agencyId, now] = ['o1', 'council', '2026-06-01T22:00:00.000Z'];
const [worker, colleague, guardian] = ['w-night', 'w-day', 'w-ig'];
const because = { subjects: ['child'], clear: 'found alone at the station' };
const finding = { subjects: ['child'], clear: 'the duty team was not reachable' };
const access = { overrideId, agencyId, worker, subjects: ['child', 'sibling'], because };

const open = (other: { minutes?: number; subjects?: string[]; because?: typeof because } = {}): OverrideCommand => ({
  type: 'OpenOverride',
  data: { ...access, ...other, now },
});
const opened = (expiresAt = '2026-06-01T23:00:00.000Z'): OverrideEvent => ({
  type: 'OverrideOpened',
  data: { ...access, openedAt: now, expiresAt },
});
const close = (by: string, informationGovernance = false, at = now, of = agencyId): OverrideCommand => ({
  type: 'CloseOverride',
  data: { overrideId, agencyId: of, worker: by, informationGovernance, now: at },
});
const closed = (by: string): OverrideEvent => ({ type: 'OverrideClosed', data: { overrideId, agencyId, worker: by } });

type Reviewed = Extract<OverrideEvent, { type: 'OverrideReviewed' }>['data'];
const reviewing: Reviewed = { overrideId, agencyId, reviewer: guardian, finding: 'process-gap', because: finding };
const review = (other: Partial<Reviewed & { informationGovernance: boolean; now: string }> = {}): OverrideCommand => ({
  type: 'ReviewOverride',
  data: { ...reviewing, informationGovernance: true, now, ...other },
});
const reviewed = (other: Partial<Reviewed> = {}): OverrideEvent => ({
  type: 'OverrideReviewed',
  data: { ...reviewing, ...other },
});

describe('an override', () => {
  it('has a stream that a request can name', () => {
    expect(overrideStream('o1')).toBe('override-o1');
    expect(streamOf(open())).toBe('override-o1');
  });

  it('is opened once, for an hour unless the worker says otherwise', () => {
    given().when(open()).then(opened());
    given()
      .when(open({ minutes: 15 }))
      .then(opened('2026-06-01T22:15:00.000Z'));
    given()
      .when(open({ minutes: 24 * 60 }))
      .then(opened('2026-06-02T22:00:00.000Z'));
    given(opened()).when(open()).refuses('override/already-opened');
  });

  it('is never silent, endless or about nobody', () => {
    given()
      .when(open({ because: { ...because, clear: ' ' } }))
      .refuses('override/reason-missing');
    given()
      .when(open({ subjects: [] }))
      .refuses('override/no-subjects');
    given()
      .when(open({ minutes: 0 }))
      .refuses('override/duration-not-positive');
    given()
      .when(open({ minutes: Number.NaN }))
      .refuses('override/duration-not-positive');
    given()
      .when(open({ minutes: 24 * 60 + 1 }))
      .refuses('override/too-long');
  });

  it('runs out after it was opened and within a day, however long was asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 24 * 60, noNaN: true }), (minutes) => {
        const [facts] = overrideFacts(fold(override, override.decide(open({ minutes }), override.initial)));
        expect(facts!.expiresAt >= facts!.openedAt).toBe(true);
        expect(Date.parse(facts!.expiresAt) - Date.parse(facts!.openedAt)).toBeLessThanOrEqual(24 * 3_600_000);
      }),
    );
  });
});

describe('closing an override', () => {
  it('is for the worker who opened it and for information governance', () => {
    given(opened()).when(close(worker)).then(closed(worker));
    given(opened()).when(close(guardian, true)).then(closed(guardian));
    given(opened()).when(close(colleague)).refuses('override/not-yours');
  });

  it('changes nothing when it is closed or has run out already', () => {
    given(opened(), closed(worker)).when(close(worker)).thenNothing();
    given(opened(), closed(worker)).when(close(guardian, true)).thenNothing();
    given(opened())
      .when(close(worker, false, '2026-06-01T23:00:00.000Z'))
      .thenNothing();
  });

  it('is refused to another agency as if there were nothing to close', () => {
    given(opened())
      .when(close(guardian, true, now, 'police'))
      .refuses('override/unknown');
    given().when(close(worker)).refuses('override/unknown');
  });
});

describe('the review of an override', () => {
  it('is made once, by information governance', () => {
    given(opened()).when(review()).then(reviewed());
    given(opened(), closed(worker)).when(review()).then(reviewed());
    given(opened(), reviewed()).when(review()).refuses('override/already-reviewed');
    given(opened())
      .when(review({ informationGovernance: false }))
      .refuses('override/not-information-governance');
  });

  it('takes two people, and a reason', () => {
    given(opened())
      .when(review({ reviewer: worker }))
      .refuses('override/own-review');
    given(opened())
      .when(review({ because: { ...finding, clear: '' } }))
      .refuses('override/reason-missing');
  });

  it('closes at once what was not justified', () => {
    const unjustified = { finding: 'not-justified' } as const;
    given(opened()).when(review(unjustified)).then(closed(guardian), reviewed(unjustified));
    given(opened(), closed(worker)).when(review(unjustified)).then(reviewed(unjustified));
    given(opened())
      .when(review({ ...unjustified, now: '2026-06-03T09:00:00.000Z' }))
      .then(reviewed(unjustified));
  });

  it('is refused to another agency as if there were nothing to review', () => {
    given(opened())
      .when(review({ agencyId: 'police' }))
      .refuses('override/unknown');
    given().when(review()).refuses('override/unknown');
  });
});

describe('the facts about an override', () => {
  const facts = { id: overrideId, agency: agencyId, worker, subjects: ['child', 'sibling'], openedAt: now };

  it('say whose it is, about whom, until when, and never why', () => {
    expect(overrideFacts(fold(override, [opened()]))).toEqual([
      { ...facts, expiresAt: '2026-06-01T23:00:00.000Z', closed: false },
    ]);
    expect(overrideFacts(fold(override, [opened(), closed(worker), reviewed()]))).toEqual([
      { ...facts, expiresAt: '2026-06-01T23:00:00.000Z', closed: true },
    ]);
  });

  it('are none where nothing was opened', () => {
    expect(overrideFacts(override.initial)).toEqual([]);
    expect(overrideFacts(fold(override, [closed(worker), reviewed()]))).toEqual([]);
  });
});
