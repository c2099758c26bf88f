import { fold } from '@hub/eventsourcing';
import { activeIn, standingIn, subscriptionsFolding, type SubscriptionEvent } from './index.js';
import { wanting } from './testing/index.js';

const wanted = wanting();
const of = { agencyId: 'school', worker: 'w' };
const requested = (subscriptionId: string): SubscriptionEvent => ({
  type: 'SubscriptionRequested',
  data: { ...of, subscriptionId, wanted },
});
const approved = (subscriptionId: string): SubscriptionEvent => ({
  type: 'SubscriptionApproved',
  data: { ...of, subscriptionId, by: 'partnership' },
});
const ended = (subscriptionId: string): SubscriptionEvent => ({
  type: 'SubscriptionEnded',
  data: { ...of, subscriptionId, by: 'school', reason: 'replaced' },
});

const activeAfter = (...events: readonly SubscriptionEvent[]) =>
  activeIn(fold(subscriptionsFolding, events)).map(({ id }) => id);

describe('the subscriptions of an agency', () => {
  it('are active from their approval until their end', () => {
    expect(activeAfter(requested('s1'))).toEqual([]);
    expect(activeAfter(requested('s1'), approved('s1'))).toEqual(['s1']);
    expect(activeAfter(requested('s1'), approved('s1'), ended('s1'))).toEqual([]);
  });

  it('do not get in each other’s way', () => {
    expect(activeAfter(requested('s1'), requested('s2'), approved('s1'), approved('s2'), ended('s1'))).toEqual(['s2']);
  });

  it('stand for those that they have replaced, and for no other that has ended', () => {
    const replacing = (id: string, successor: string): readonly SubscriptionEvent[] => [
      requested(successor),
      {
        type: 'SubscriptionEnded',
        data: { ...of, subscriptionId: id, by: 'partnership', reason: 'replaced', successor },
      },
      approved(successor),
    ];
    const standingAfter = (...events: readonly SubscriptionEvent[]) =>
      [...standingIn(fold(subscriptionsFolding, events))].map(([id, standing]) => [id, standing.id]);
    const first = [requested('s1'), approved('s1')];
    const [second, third] = [replacing('s1', 's2'), replacing('s2', 's3')];
    expect(standingAfter(...first, ...second, ...third)).toEqual([
      ['s1', 's3'],
      ['s2', 's3'],
      ['s3', 's3'],
    ]);
    expect(standingAfter(...first, ...second, ended('s2'))).toEqual([]);
    expect(standingAfter(...first, ended('s1'), requested('s2'), approved('s2'))).toEqual([['s2', 's2']]);
  });

  it('come of a request alone', () => {
    expect(activeAfter(approved('s1'))).toEqual([]);
  });
});
