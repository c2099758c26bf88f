import { feed } from '@hub/disclosures';
import type { Told } from '@hub/partner-feed';
import { metricsOf } from '@hub/platform';
import { wanting } from '@hub/subscriptions/testing';
import { partnerMeasures, type Partners } from './measures.js';

const NEVER = new Promise<never>(() => undefined);
const broken = (): Promise<never> => Promise.reject(new Error('a feed that cannot be read'));

const toldUpTo = (sequence: number): Told => ({ feed: { ...feed.initial, sequence }, voided: [] });

const FEEDS: Readonly<Record<string, () => Promise<Told>>> = {
  school: () => Promise.resolve(toldUpTo(10)),
  'cannot-be-read': broken,
  'does-not-answer': () => NEVER,
  health: () => Promise.resolve(toldUpTo(3)),
};

/** Partners that fetch, each of whom has dealt with three messages, and as many with a topic. */
const partners: Partners = {
  feeds: { told: (agency) => (FEEDS[agency] ?? broken)() },
  feedPositions: {
    all: () =>
      Promise.resolve(
        Object.keys(FEEDS).map((agency) => ({ agency, position: 3, toldAt: '2026-11-29T00:00:00.000Z' })),
      ),
  },
  subscriptions: (agencyId) =>
    Promise.resolve([{ id: `of-${agencyId}`, agencyId, status: 'active', wanted: wanting({ delivery: 'pull' }) }]),
  sending: {
    each: () => [
      ['police', Promise.resolve({ lag: 2, parked: 1 })],
      ['cannot-be-sent', broken()],
      ['is-silent', NEVER],
    ],
  },
};

it('a partner whose feed fails, or does not answer, hides nobody else’s number', async () => {
  const lines = (await metricsOf(partnerMeasures(partners)).text()).split('\n');
  expect(lines.filter((line) => line.startsWith('concord_partner_')).sort()).toEqual([
    'concord_partner_lag_events{agency="health",delivery="pull"} 0',
    'concord_partner_lag_events{agency="police",delivery="kafka"} 2',
    'concord_partner_lag_events{agency="school",delivery="pull"} 7',
    'concord_partner_parked{agency="police"} 1',
  ]);
});
