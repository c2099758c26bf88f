import { takenEffect, type Instant } from '@hub/eventsourcing';
import type { ItemId, Period, RoleCode, WorkerId } from '@hub/sharing';
import { checkAddress, checkService, type InClear } from './content.js';
import type { Address } from './events.js';
import type { Origin } from './identity.js';
import { identityItem, involvementItem } from './item-ids.js';
import { checkEnd, checkPeriod } from './times.js';
import {
  changed,
  checkUnused,
  ownRecord,
  type AboutPerson,
  type Kept,
  type PersonEvents,
  type Registration,
  type Topic,
} from './topic.js';

type Location = 'reveals' | 'checked';

/** What tells where a person is: where they live, and who works with them. */
export type WhereaboutsCommand =
  | AboutPerson<'RecordAddress', { addressId: string; address: InClear<Address>; period: Period }>
  | AboutPerson<'EndAddress', { addressId: string; until: Instant }>
  | AboutPerson<
      'RecordInvolvement',
      {
        involvementId: string;
        workers: readonly WorkerId[];
        role?: RoleCode;
        service: InClear;
        period: Period;
        /** Nobody has said when it began: it does so as it is recorded. */
        fromNowOn?: true;
        origin: Origin;
        /** What the writer says that it reveals; an importer is not believed. */
        location?: Location;
      }
    >
  | AboutPerson<'EndInvolvement', { involvementId: string; until: Instant }>
  | AboutPerson<'ReviewLocation', { itemId: ItemId; reviewer: WorkerId; location: Location }>;

export type WhereaboutsEvent = PersonEvents<
  'AddressRecorded' | 'AddressEnded' | 'InvolvementRecorded' | 'InvolvementEnded' | 'PersonLocationReviewed'
>;

export interface Whereabouts extends Registration {
  readonly addresses: readonly (Kept & { readonly period: Period })[];
  readonly involvements: readonly (Kept & { readonly workers: readonly WorkerId[]; readonly period: Period })[];
}

/** Items that somebody may read for what they reveal. Addresses are not among them: they always do. */
const reviewable = ({ id, registeredBy, involvements }: Whereabouts): readonly Kept[] => [
  ...(id !== undefined && registeredBy !== undefined ? [{ id: identityItem(id), agency: registeredBy }] : []),
  ...involvements.map((involvement) => ({ ...involvement, id: involvementItem(involvement.id) })),
];

/** When an agency has to deal with somebody, as it was recorded. */
export const involvedFor = (event: PersonEvents<'InvolvementRecorded'>): Period => {
  const { period, fromNowOn } = event.data;
  return fromNowOn ? { ...period, from: takenEffect(period.from, event) } : period;
};

export const whereabouts: Topic<Whereabouts, WhereaboutsCommand, WhereaboutsEvent> = {
  initial: { addresses: [], involvements: [] },

  decide: {
    RecordAddress: ({ now: _, ...record }, { addresses }) => {
      checkUnused(addresses, record.addressId);
      checkAddress(record.address, record.personId);
      checkPeriod(record.period);
      return [{ type: 'AddressRecorded', data: record }];
    },

    EndAddress: ({ now: _, ...record }, { addresses }) => {
      const { period } = ownRecord(addresses, record.addressId, record.agencyId);
      checkEnd(period.from, record.until);
      return period.until === record.until ? [] : [{ type: 'AddressEnded', data: record }];
    },

    RecordInvolvement: ({ now: _, origin, location, ...record }, { involvements }) => {
      checkUnused(involvements, record.involvementId);
      checkService(record.service, record.personId);
      checkPeriod(record.period);
      const read = origin === 'written' ? (location ?? 'unreviewed') : 'unreviewed';
      return [{ type: 'InvolvementRecorded', data: { ...record, location: read } }];
    },

    EndInvolvement: ({ now: _, ...record }, { involvements }) => {
      const { period } = ownRecord(involvements, record.involvementId, record.agencyId);
      checkEnd(period.from, record.until);
      return period.until === record.until ? [] : [{ type: 'InvolvementEnded', data: record }];
    },

    ReviewLocation: ({ now: _, ...record }, state) => {
      ownRecord(reviewable(state), record.itemId, record.agencyId);
      return [{ type: 'PersonLocationReviewed', data: record }];
    },
  },

  changes: {
    AddressRecorded: ({ addresses }, { addressId, agencyId, period }) => ({
      addresses: [...addresses, { id: addressId, agency: agencyId, period }],
    }),
    AddressEnded: ({ addresses }, { addressId, until }) => ({
      addresses: changed(addresses, addressId, (address) => ({ ...address, period: { ...address.period, until } })),
    }),
    InvolvementRecorded: ({ involvements }, { involvementId, agencyId, workers }, event) => ({
      involvements: [...involvements, { id: involvementId, agency: agencyId, workers, period: involvedFor(event) }],
    }),
    InvolvementEnded: ({ involvements }, { involvementId, until }) => ({
      involvements: changed(involvements, involvementId, (one) => ({ ...one, period: { ...one.period, until } })),
    }),
    PersonLocationReviewed: () => ({}),
  },
};
