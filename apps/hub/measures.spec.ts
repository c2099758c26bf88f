import type { FeedPosition } from '../api/index.js';
import { measuresOf, type Measured } from './measures.js';

const NEVER = new Promise<never>(() => undefined);

type Told = Awaited<ReturnType<Measured['feeds']['told']>>;

const toldUpTo = (sequence: number): Told => ({ feed: { sequence } }) as Told;

/** A hub of partners that fetch, of whose feeds some can be read. */
const partnersWith = (feeds: Readonly<Record<string, () => Promise<Told>>>): Measured => {
  const positions = Object.keys(feeds).map((agency): FeedPosition => ({ agency, position: 3 }) as FeedPosition);
  const part = {
    feeds: { told: (agency: string) => feeds[agency]?.() },
    feedPositions: { all: () => Promise.resolve(positions) },
    subscriptions: () => Promise.resolve([{ wanted: { delivery: 'pull' } }]),
    sending: undefined,
  };
  // The parts that lags are found by; nothing else is asked here.
  return part as unknown as Measured;
};

it('a partner whose feed fails, or does not answer, hides nobody else’s lag', async () => {
  const measures = measuresOf(
    partnersWith({
      school: () => Promise.resolve(toldUpTo(10)),
      broken: () => Promise.reject(new Error('a feed that cannot be read')),
      silent: () => NEVER,
      health: () => Promise.resolve(toldUpTo(3)),
    }),
  );
  const lags = await measures.find(({ name }) => name === 'concord_partner_lag_events')?.samples();
  expect(lags).toEqual([
    [{ agency: 'school', delivery: 'pull' }, 7],
    [{ agency: 'health', delivery: 'pull' }, 0],
  ]);
});
