import { fold, type Recorded } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import {
  changes,
  subscription,
  subscriptionRevision,
  type EndingReason,
  type RefusalReason,
  type SubscriptionCommand,
  type SubscriptionEvent,
  type Wanted,
} from './index.js';
import { wanting } from './testing/index.js';

const given = behaviourOf(subscription);

const wanted = wanting();
const of = (subscriptionId: string) => ({ agencyId: 'school', subscriptionId, worker: 'w' });
const said = (subscriptionId: string, by = 'partnership') => ({ ...of(subscriptionId), by });

const request = (id = 's1', more: Partial<Wanted> = {}): SubscriptionCommand => ({
  type: 'RequestSubscription',
  data: { ...of(id), wanted: { ...wanted, ...more } },
});
const approve = (id = 's1'): SubscriptionCommand => ({ type: 'ApproveSubscription', data: said(id) });
const refuseIt = (id = 's1', reason: RefusalReason = 'not-needed'): SubscriptionCommand => ({
  type: 'RefuseSubscription',
  data: { ...said(id), reason },
});
const end = (id = 's1', by = 'school', reason: EndingReason = 'no-longer-needed'): SubscriptionCommand => ({
  type: 'EndSubscription',
  data: { ...said(id, by), reason },
});

const requested = (id = 's1', more: Partial<Wanted> = {}): SubscriptionEvent => ({
  type: 'SubscriptionRequested',
  data: { ...of(id), wanted: { ...wanted, ...more } },
});
const approved = (id = 's1'): SubscriptionEvent => ({ type: 'SubscriptionApproved', data: said(id) });
const refused = (id = 's1'): SubscriptionEvent => ({
  type: 'SubscriptionRefused',
  data: { ...said(id), reason: 'not-needed' },
});
const ended = (id = 's1', by = 'school', reason: EndingReason = 'no-longer-needed'): SubscriptionEvent => ({
  type: 'SubscriptionEnded',
  data: { ...said(id, by), reason },
});

const replacedBy = (successor: string): SubscriptionEvent => ({
  type: 'SubscriptionEnded',
  data: { ...said('s1'), reason: 'replaced', successor },
});

describe('a subscription', () => {
  it('is requested, and approved once', () => {
    given().when(request()).then(requested());
    given(requested()).when(approve()).then(approved());
    given(requested(), approved()).when(approve()).thenNothing();
  });

  it('names each category and type once, in order', () => {
    const types = ['org.concord.note.superseded.v1', 'org.concord.note.shared.v1'] as const;
    given()
      .when(request('s1', { categories: ['behaviour', 'attendance', 'behaviour'], types }))
      .then(requested('s1', { categories: ['attendance', 'behaviour'], types: [types[1], types[0]] }));
  });

  it('names something, by codes that are known', () => {
    given()
      .when(request('s1', { categories: [] }))
      .refuses('subscription/nothing-wanted');
    given()
      .when(request('s1', { types: [] }))
      .refuses('subscription/nothing-wanted');
    for (const more of [
      { categories: ['gossip'] },
      { types: ['org.concord.subscription.heartbeat.v1'] },
      { purpose: 'nosiness' },
      { delivery: 'post' },
    ])
      given()
        .when(request('s1', more as never))
        .refuses('subscription/unknown-code');
  });

  it('waits for its answer alone on its grounds', () => {
    given(requested())
      .when(request('s2', { delivery: 'kafka' }))
      .refuses('subscription/already-requested');
    given(requested())
      .when(request('s2', { purpose: 'safeguarding' }))
      .then(requested('s2', { purpose: 'safeguarding' }));
    given(requested(), refused()).when(request('s2')).then(requested('s2'));
  });

  it('takes the place of the one that is active on the same grounds, and of no other', () => {
    given(
      requested(),
      approved(),
      requested('s2', { role: 'other' }),
      approved('s2'),
      requested('s3', { delivery: 'kafka' }),
    )
      .when(approve('s3'))
      .then(replacedBy('s3'), approved('s3'));
  });

  it('that is refused is not approved afterwards', () => {
    given(requested()).when(refuseIt()).then(refused());
    given(requested(), refused()).when(refuseIt()).thenNothing();
    given(requested(), refused()).when(approve()).refuses('subscription/not-waiting');
    given(requested(), approved()).when(refuseIt()).refuses('subscription/not-waiting');
  });

  it('is ended, or its request taken back, for good', () => {
    given(requested(), approved()).when(end()).then(ended());
    given(requested()).when(end()).then(ended());
    given(requested(), ended()).when(approve()).refuses('subscription/not-waiting');
    given(requested(), approved(), ended()).when(end()).thenNothing();
    given(requested(), refused()).when(end()).thenNothing();
  });

  it('is refused or ended for a reason of the list', () => {
    given(requested())
      .when(refuseIt('s1', 'because' as never))
      .refuses('subscription/unknown-reason');
    given(requested(), approved())
      .when(end('s1', 'school', 'because' as never))
      .refuses('subscription/unknown-reason');
  });

  it('that nobody requested is not there', () => {
    for (const command of [approve(), refuseIt(), end()]) given().when(command).refuses('subscription/unknown');
  });
});

describe('the revision of a subscription', () => {
  it('counts its own changes, now and at any time before', () => {
    const history = [requested(), requested('s2', { role: 'other' }), approved(), approved('s2'), ended()];
    const recorded = history.map((event, revision) => ({ ...event, revision }) as Recorded<SubscriptionEvent>);
    const all = fold(changes, recorded);
    expect(['s1', 's2', 's3'].map((id) => subscriptionRevision(all, id))).toEqual([2, 1, -1]);
    expect(subscriptionRevision(all, 's1', 3)).toBe(1);
  });
});
