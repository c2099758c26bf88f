import { budget } from './budget.js';

const settable = () => {
  let now = Date.parse('2026-06-30T09:00:00.000Z');
  return { clock: () => new Date(now), advance: (milliseconds: number) => void (now += milliseconds) };
};

describe('a budget', () => {
  it('counts down, and says from the first request too many on that it is spent', () => {
    const { spend } = budget('client', 2, settable().clock);
    expect([spend('a'), spend('a'), spend('a'), spend('a')]).toMatchObject([
      { policy: 'client', quota: 2, left: 1, exceeded: false },
      { left: 0, exceeded: false },
      { left: 0, exceeded: true },
      { left: 0, exceeded: true },
    ]);
  });

  it('is whole again a minute after the first request, and says in how many seconds', () => {
    const { clock, advance } = settable();
    const { spend } = budget('client', 1, clock);
    expect(spend('a').renewsIn).toBe(60);
    advance(59_999);
    expect(spend('a')).toMatchObject({ renewsIn: 1, exceeded: true });
    advance(1);
    expect(spend('a')).toMatchObject({ renewsIn: 60, exceeded: false });
  });

  it('is everybody’s own', () => {
    const { clock, advance } = settable();
    const { spend } = budget('client', 1, clock);
    spend('a');
    advance(30_000);
    expect(spend('b')).toMatchObject({ renewsIn: 60, exceeded: false });
    advance(30_000);
    expect([spend('a'), spend('b')]).toMatchObject([{ exceeded: false }, { exceeded: true, renewsIn: 30 }]);
  });

  it('locks nobody out when the clock is put back', () => {
    const { clock, advance } = settable();
    const { spend } = budget('client', 1, clock);
    spend('a');
    advance(-3_600_000);
    expect(spend('a')).toMatchObject({ renewsIn: 60, exceeded: false });
  });
});
