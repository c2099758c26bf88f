import type { EventStore, Instant } from '../index.js';
import { appendContract } from './append-contract.js';
import { claimContract } from './claim-contract.js';
import { dataContract } from './data-contract.js';
import { followContract } from './follow-contract.js';
import type { UnderTest } from './contract-language.js';
import { modelContract } from './model-contract.js';

/** Opens the log under test. Where the log has a clock of its own, it may pass `now` by. */
export type OpenEventStore = (clock: { readonly now: () => Instant }) => Promise<EventStore>;

/** What every event store promises. An adapter's own spec is one call to this. */
export const eventStoreContract = (name: string, open: OpenEventStore): void =>
  describe(`${name} keeps the event store contract`, () => {
    let underTest: UnderTest;
    const get = (): UnderTest => underTest;

    beforeAll(async () => {
      const clock = { now: '2026-06-30T09:12:00.000Z' };
      const store = await open({ now: () => clock.now });
      underTest = Object.assign(clock, { store });
    });
    afterAll(() => underTest.store.close());

    describe('appending and reading', () => appendContract(get));
    describe('claims', () => claimContract(get));
    describe('data', () => dataContract(get));
    describe('following', () => followContract(get));
    describe('the whole', () => modelContract(get));
  });
