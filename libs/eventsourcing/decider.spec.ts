import fc from 'fast-check';
import { fold, unreachable, type Command, type Decider, type Event } from './index.js';

type Counted = Event<'Counted', { by: number }> | Event<'CountCleared'>;

const counter: Decider<number, Command, Counted> = {
  initial: 0,
  decide: () => [],
  evolve: (count, event) => (event.type === 'Counted' ? count * 2 + event.data.by : 0),
};

const counted = fc.oneof(
  fc.record({ type: fc.constant('Counted' as const), data: fc.record({ by: fc.integer() }) }),
  fc.record({ type: fc.constant('CountCleared' as const), data: fc.record({}) }),
);

describe('a fold', () => {
  it('of nothing is the initial state', () => {
    expect(fold(counter, [])).toBe(0);
  });

  it('of a prefix, then of the rest, is the fold of the whole', () => {
    fc.assert(
      fc.property(fc.array(counted), fc.nat(), (history, cut) => {
        const prefix = fold(counter, history.slice(0, cut));
        const whole = fold({ ...counter, initial: prefix }, history.slice(cut));
        expect(whole).toBe(fold(counter, history));
      }),
    );
  });
});

it('a member of a union that slips through at run time is an error', () => {
  expect(() => unreachable('CountDoubled' as never)).toThrow('CountDoubled');
});
