import { setTimeout as sleep } from 'node:timers/promises';
import { structuredLog } from '../logging/log.js';
import { readiness, reportOf, type Check } from './health.js';
import { shutdown, stopOnSignals } from './shutdown.js';

const log = structuredLog({ level: 'silent' });
const part = (name: string, needed: boolean, check: Check['check']): Check => ({ name, needed, check });
const up = () => Promise.resolve({ up: true });

describe('health', () => {
  it('is up while everything needed is', async () => {
    const checks = [part('database', true, up), part('broker', false, () => Promise.resolve({ up: false, lag: 3 }))];
    expect(await reportOf(checks, readiness())).toEqual({
      status: 'up',
      parts: { database: { up: true }, broker: { up: false, lag: 3 } },
    });
  });

  it('is down when something needed fails or does not answer, and says nothing of the failure', async () => {
    const failing = part('database', true, () => Promise.reject(new Error('password hush is wrong')));
    const silent = part('views', true, () => new Promise(() => undefined));
    const report = await reportOf([failing, silent], readiness(), 20);
    expect(report).toEqual({
      status: 'down',
      parts: { database: { up: false, because: 'failed' }, views: { up: false, because: 'no answer in time' } },
    });
  });
});

describe('stopping', () => {
  const recorded = (drainSeconds = 0) => {
    const seen: string[] = [];
    const flag = readiness();
    const stoppable = (name: string, fails = false) => ({
      name,
      stop: () => {
        seen.push(`${name}${flag.accepting ? ' while accepting' : ''}`);
        return fails ? Promise.reject(new Error('no')) : Promise.resolve();
      },
    });
    const parts = [stoppable('server'), stoppable('followers', true), stoppable('pools')];
    return { seen, flag, stop: shutdown({ readiness: flag, drainSeconds, stop: parts, log }) };
  };

  it('says no first, drains, then stops part after part, whatever one of them does', async () => {
    const { seen, flag, stop } = recorded(0.05);
    const stopping = stop();
    expect(flag.accepting).toBe(false);
    await sleep(10);
    expect(seen).toEqual([]);
    await Promise.all([stopping, stop()]);
    expect(seen).toEqual(['server', 'followers', 'pools']);
  });

  it('ends the process after the first signal, and at once at the second', async () => {
    const listeners = new Map<string, () => void>();
    const codes: number[] = [];
    let finish = (): void => undefined;
    const signals = {
      on: (name: string, listener: () => void) => listeners.set(name, listener),
      exit: (code: number) => void codes.push(code),
    };
    stopOnSignals(() => new Promise<void>((resolve) => (finish = resolve)), signals);
    listeners.get('SIGTERM')?.();
    expect(codes).toEqual([]);
    listeners.get('SIGINT')?.();
    expect(codes).toEqual([130]);
    finish();
    await sleep(0);
    expect(codes).toEqual([130, 0]);
  });
});
