import { behaviourOf } from '@hub/eventsourcing/testing';
import { person, type PersonCommand, type PersonEvent } from './index.js';

const given = behaviourOf(person);

const [yesterday, now] = ['2026-06-29T09:00:00.000Z', '2026-06-30T09:00:00.000Z'] as const;
const about = { personId: 'ada', agencyId: 'council', now };
const inClear = <T>(clear: T) => ({ subjects: ['ada'], clear });
const empty = { from: now, until: now };

const registered: PersonEvent = {
  type: 'PersonRegistered',
  data: {
    personId: 'ada',
    agencyId: 'council',
    name: inClear({ given: 'Ada', family: 'Example' }),
    location: 'checked',
  },
};
const lives = {
  type: 'AddressRecorded',
  data: {
    personId: 'ada',
    agencyId: 'council',
    addressId: 'a1',
    address: inClear({ lines: ['1 High Street'] }),
    period: { from: yesterday },
  },
} as PersonEvent;

const address = { addressId: 'a2', address: inClear({ lines: ['2 High Street'] }) };
const involvement = { involvementId: 'i1', workers: [], service: inClear('Early help'), origin: 'written' } as const;
const order = { id: 'r1', kind: 'court-order', custodians: [], workers: [] } as const;

describe('a period without length', () => {
  it.each<[string, PersonCommand]>([
    ['an address', { type: 'RecordAddress', data: { ...about, ...address, period: empty } }],
    ['an involvement', { type: 'RecordInvolvement', data: { ...about, ...involvement, period: empty } }],
    ['a restriction', { type: 'ImposeRestriction', data: { ...about, restriction: { ...order, period: empty } } }],
  ])('is not that of %s', (_, command) => {
    given(registered).when(command).refuses('people/period-reversed');
  });

  it('is what is left of a mistake, which is ended at its start', () => {
    const ended = { personId: 'ada', agencyId: 'council', addressId: 'a1', until: yesterday };
    given(registered, lives)
      .when({ type: 'EndAddress', data: { ...ended, now } })
      .then({ type: 'AddressEnded', data: ended });
  });
});
