import { randomUUID } from 'node:crypto';
import type { AgencyEvent } from '@hub/agencies';
import type { AgreementEvent, Terms } from '@hub/agreements';
import { NO_STREAM } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { subscriptionsStream, type Delivery, type SubscriptionEvent } from '@hub/subscriptions';
import { saysWhoReads, standingIn, topicReaders, type Principals } from './index.js';

const at = '2026-06-30T09:00:00.000Z';
type AnyEvent = AgencyEvent | AgreementEvent | SubscriptionEvent;

const [school, health, worker] = ['school', 'health', 'w'];
const registered = (agencyId: string): AnyEvent => ({
  type: 'AgencyRegistered',
  data: { agencyId, name: agencyId, sector: 'council', powers: [] },
});
const client = (agencyId: string, clientId: string, issuer = 'https://login.example'): AnyEvent => ({
  type: 'AgencyClientRegistered',
  data: { agencyId, issuer, clientId },
});
const terms: Terms = {
  title: 'T',
  kind: 'sharing',
  parties: [school, health],
  startsOn: '2026-06-01T00:00:00.000Z',
  endsOn: '2026-07-01T00:00:00.000Z',
  clauses: {},
  flows: [],
};
const agreed = (agreementId: string): readonly AnyEvent[] => [
  { type: 'AgreementDrafted', data: { agreementId, version: 1, terms, by: school } },
  { type: 'AgreementProposed', data: { agreementId, version: 1, gaps: [], by: school } },
  ...[school, health].map((agencyId): AnyEvent => ({
    type: 'AgreementSigned',
    data: { agreementId, version: 1, agencyId, signatory: worker, capacity: 'other', at: '2026-06-01T00:00:00.000Z' },
  })),
];
interface Chosen {
  readonly id: string;
  readonly agreementId: string;
  readonly delivery: Delivery;
}
const subscribed = (
  agencyId: string,
  { id = 's', agreementId = 'a', delivery = 'kafka' }: Partial<Chosen> = {},
): readonly AnyEvent[] => {
  const of = { agencyId, subscriptionId: id, worker };
  const wanted = { agreementId, role: 'system', purpose: 'early-help', categories: [], types: [], delivery } as const;
  return [
    { type: 'SubscriptionRequested', data: { ...of, wanted } },
    { type: 'SubscriptionApproved', data: { ...of, by: 'partnership' } },
  ];
};
const ended = (agencyId: string, subscriptionId = 's'): AnyEvent => ({
  type: 'SubscriptionEnded',
  data: { agencyId, subscriptionId, worker, by: agencyId, reason: 'other' },
});
const suspended: AnyEvent = { type: 'AgencySuspended', data: { agencyId: school, reason: 'other' } };
const reinstated: AnyEvent = { type: 'AgencyReinstated', data: { agencyId: school, reason: 'reviewed' } };

const before: readonly AnyEvent[] = [registered(school), registered(health), ...agreed('a'), ...agreed('b')];

const logOf = async (events: readonly AnyEvent[]) => {
  const store = inMemoryEventStore({ now: () => at });
  for (const { type, data } of events) {
    const stream =
      type.startsWith('Subscription') && 'agencyId' in data ? subscriptionsStream(data.agencyId) : 'register';
    await store.append({
      stream,
      expected: (await store.heads([stream])).get(stream) ?? NO_STREAM,
      events: [{ type, data, id: randomUUID(), metadata: { agency: 'x', actor: 'x', correlationId: 'x' } }],
      claim: { agency: 'x', commandId: randomUUID(), requestMac: 'x' },
    });
  }
  return store;
};

/** The principals that read the school's topic after this. */
const readers = async (
  events: readonly AnyEvent[],
  principals: Principals = { by: 'agencies' },
  now = at,
): Promise<readonly string[]> => {
  const standing = await standingIn(await logOf([...before, ...events]), now);
  return topicReaders(standing, principals).find(({ agency }) => agency === school)?.principals ?? [];
};

describe('the topic of an agency', () => {
  it('is named after it, and read by it from the approval of a subscription to its end', async () => {
    const standing = await standingIn(await logOf([...before, ...subscribed(school)]), at);
    expect(topicReaders(standing, { by: 'agencies' })).toEqual([
      { agency: school, topic: 'concord.school.v1', groupPrefix: 'school.', principals: ['User:school'] },
      { agency: health, topic: 'concord.health.v1', groupPrefix: 'health.', principals: [] },
    ]);
    expect(await readers(subscribed(school).slice(0, 1))).toEqual([]);
    expect(await readers([...subscribed(school), ended(school)])).toEqual([]);
  });

  it('is read by nobody for a subscription that is fetched', async () => {
    expect(await readers(subscribed(school, { delivery: 'pull' }))).toEqual([]);
  });

  it('is read by nobody while the agency is suspended', async () => {
    expect(await readers([...subscribed(school), suspended])).toEqual([]);
    expect(await readers([...subscribed(school), suspended, reinstated])).toEqual(['User:school']);
  });

  const stop: AnyEvent = { type: 'AgreementSuspended', data: { agreementId: 'a', reason: 'other', by: health } };
  const resume: AnyEvent = { type: 'AgreementResumed', data: { agreementId: 'a', reason: 'other', by: health } };
  const end: AnyEvent = { type: 'AgreementEnded', data: { agreementId: 'a', reason: 'other', by: health } };

  it('is read by nobody while no agreement of its subscriptions is in force', async () => {
    expect(await readers([...subscribed(school), stop])).toEqual([]);
    expect(await readers([...subscribed(school), stop, resume])).toEqual(['User:school']);
    expect(await readers([...subscribed(school), end])).toEqual([]);
    expect(await readers(subscribed(school), { by: 'agencies' }, '2026-07-01T00:00:00.000Z')).toEqual([]);
    expect(await readers(subscribed(school, { agreementId: 'unknown' }))).toEqual([]);
  });

  it('is read as long as one subscription of several is left', async () => {
    const both = [...subscribed(school), ...subscribed(school, { id: 't', agreementId: 'b' })];
    expect(await readers([...both, end])).toEqual(['User:school']);
    expect(await readers([...both, ended(school)])).toEqual(['User:school']);
    expect(await readers([...both, end, ended(school, 't')])).toEqual([]);
  });

  it('is read by the agency’s own clients of the one issuer, where Kafka takes its tokens', async () => {
    const clients = [
      client(school, 'school-system'),
      client(school, 'elsewhere', 'https://other.example'),
      client(school, '*'),
      client(health, 'health-system'),
    ];
    const principals = { by: 'clients', issuer: 'https://login.example' } as const;
    expect(await readers([...clients, ...subscribed(school)], principals)).toEqual(['User:school-system']);
    const gone: AnyEvent = {
      type: 'AgencyClientRemoved',
      data: { agencyId: school, issuer: 'https://login.example', clientId: 'school-system' },
    };
    expect(await readers([...clients, ...subscribed(school), gone], principals)).toEqual([]);
  });
});

describe('what says who reads a topic', () => {
  it('is the register and the subscriptions', () => {
    const streams = ['register', 'subscriptions-school', 'feed-school', 'person-1'];
    expect(streams.filter((stream) => saysWhoReads({ stream }))).toEqual(['register', 'subscriptions-school']);
  });
});
