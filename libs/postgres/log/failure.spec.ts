import { isPassing } from './failure.js';

const failure = (code?: string): Error => Object.assign(new Error('x'), code === undefined ? {} : { code });

describe('a failure of PostgreSQL', () => {
  it.each(['EPIPE', 'ECONNREFUSED', 'ECONNRESET', '08006', '57P01', '53300', undefined])('%s passes', (code) => {
    expect(isPassing(failure(code))).toBe(true);
  });

  it.each(['42P01', '42501', '22P02'])('%s is somebody’s to mend', (code) => {
    expect(isPassing(failure(code))).toBe(false);
  });
});
