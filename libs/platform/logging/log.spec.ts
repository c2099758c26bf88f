import { nestLog, structuredLog } from './log.js';
import { safeError } from './safe-error.js';

describe('what is logged of an error', () => {
  it('is its kind, its code and where it came from, and nothing that it says', () => {
    const error = Object.assign(
      new TypeError('key (name)=(Jane Doe)\n    at Jane Doe (/home/jane/doe.ts:1:2)\nof Jane'),
      {
        code: '23505',
      },
    );
    const safe = safeError(error);
    expect(safe).toMatchObject({ error: 'TypeError', reason: '23505' });
    expect(safe.at?.[0]).toContain('log.spec');
    expect(JSON.stringify(safe)).not.toMatch(/Jane/i);
  });

  it('is safe whatever was thrown, and whatever became of its message', () => {
    expect(safeError('Jane Doe')).toEqual({ error: 'string' });
    expect(safeError(Object.assign(new Error('x'), { code: 'Jane Doe' }))).not.toHaveProperty('reason');
    const changed = new Error('about Jane Doe');
    changed.message = 'something else';
    expect(JSON.stringify(safeError(changed))).not.toContain('Jane');
  });
});

describe('the log', () => {
  it('has lines with a level, a time and fields; what a framework throws into it is made safe', () => {
    const lines: string[] = [];
    const log = structuredLog({ level: 'info', to: { write: (line: string) => void lines.push(line) } });
    log.info({ requestId: 'r1' }, 'request');
    log.debug({}, 'not at this level');
    nestLog(log).error(new Error('Jane Doe'));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'info', requestId: 'r1', msg: 'request' },
      { level: 'error', error: 'Error', msg: 'from the framework' },
    ]);
    expect(lines.join('')).not.toContain('Jane');
  });
});
