import { screenOn, type ScreenOptions } from './screen.js';

/** A screen, and what stands on it. */
const screenWith = (options: ScreenOptions, isTTY = false) => {
  const [out, err]: [string[], string[]] = [[], []];
  const time = { now: 0 };
  const stream = (texts: string[]) => ({ write: (text: string) => texts.push(text), isTTY });
  return { screen: screenOn({ out: stream(out), err: stream(err), now: () => time.now }, options), out, err, time };
};

/** Does a hundred things, one every so many milliseconds. */
const hundred = ({ screen, time }: ReturnType<typeof screenWith>, pause: number): void => {
  const progress = screen.progress('import', 100);
  for (let done = 0; done < 100; done += 1) {
    time.now += pause;
    progress.advance();
  }
  progress.end();
};

describe('progress', () => {
  it('is a line every five per cent where nobody looks on', () => {
    const shown = screenWith({});
    hundred(shown, 100);
    expect(shown.err).toHaveLength(20);
    expect(shown.err[0]).toBe('import: 5 of 100 (5 %), 10/s, 10 s left\n');
    expect(shown.err.at(-1)).toBe('import: 100 of 100 (100 %), 10/s\n');
    expect(shown.out).toEqual([]);
  });

  it('or every ten seconds, where it is slow', () => {
    const shown = screenWith({});
    hundred(shown, 5_000);
    expect(shown.err).toHaveLength(50);
    expect(shown.err[0]).toBe('import: 2 of 100 (2 %), 0/s, 8 min 10 s left\n');
  });

  it('is a bar with rate and time left on a terminal', () => {
    const shown = screenWith({}, true);
    hundred(shown, 50);
    expect(shown.err[0]).toBe('\r\u001b[2K[........................] import: 2 of 100 (2 %), 20/s, 5 s left');
    expect(shown.err.at(-2)).toContain('[########################] import: 100 of 100 (100 %), 20/s');
    expect(shown.err.at(-1)).toBe('\n');
  });

  it('is events for programs, and nothing for those who want none', () => {
    const shown = screenWith({ json: true }, true);
    hundred(shown, 100);
    expect(shown.out.map((line) => JSON.parse(line) as unknown)[0]).toEqual({
      event: 'progress',
      phase: 'import',
      done: 5,
      total: 100,
      perSecond: 10,
      etaSeconds: 10,
    });
    const quiet = screenWith({ quiet: true }, true);
    hundred(quiet, 100);
    expect([quiet.out, quiet.err]).toEqual([[], []]);
  });

  it('of nothing has come to its end', () => {
    const shown = screenWith({});
    shown.screen.progress('import', 0).end();
    expect(shown.err).toEqual(['import: 0 of 0 (100 %), 0/s\n']);
  });
});
