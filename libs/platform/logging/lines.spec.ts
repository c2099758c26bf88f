import { Writable } from 'node:stream';
import { logLines } from './lines.js';

const clock = () => new Date('2026-06-30T09:12:00.000Z');

/** A reader who reads when told to, and may go away. */
const aReader = () => {
  const read: string[] = [];
  let held: (() => void)[] = [];
  let stands = false;
  let fails: string | undefined;
  const stream = new Writable({
    decodeStrings: false,
    autoDestroy: false,
    write(line: string, _encoding, done) {
      const take = (): void => {
        if (!fails && line !== '') read.push(line);
        done(fails ? Object.assign(new Error('no'), { code: fails }) : null);
      };
      if (stands) held.push(take);
      else take();
    },
  });
  return {
    ...{ read, stream },
    standsStill: () => (stands = true),
    goesOn: () => {
      stands = false;
      for (const take of held.splice(0)) take();
      held = [];
    },
    failsBy: (code?: string) => (fails = code),
  };
};

describe('lines of the log', () => {
  it('come to whoever reads them, in order', async () => {
    const { read, stream } = aReader();
    const lines = logLines(stream, clock);
    for (const line of ['a\n', 'b\n']) lines.write(line);
    await lines.end(10_000);
    expect(read).toEqual(['a\n', 'b\n']);
  });

  it('wait for nobody: of what nobody reads so much is kept, and how many lines were lost is told', async () => {
    const { read, stream, standsStill, goesOn } = aReader();
    const lines = logLines(stream, clock, 10);
    standsStill();
    for (const line of ['aaaa\n', 'bbbb\n', 'cccc\n', 'dddd\n']) lines.write(line);
    await lines.end(10);
    expect(read).toEqual([]);
    goesOn();
    await lines.end(10_000);
    lines.write('eeee\n');
    await lines.end(10_000);
    const lost = { level: 'warn', time: '2026-06-30T09:12:00.000Z', lines: 2 };
    expect(read.map((line) => (line.startsWith('{') ? (JSON.parse(line) as unknown) : line))).toEqual([
      ...['aaaa\n', 'bbbb\n'],
      expect.objectContaining(lost),
      'eeee\n',
    ]);
  });

  it('end at once where the reader has gone, and are written no more', async () => {
    const { read, stream, failsBy } = aReader();
    const lines = logLines(stream, clock);
    failsBy('EPIPE');
    lines.write('a\n');
    await lines.end(10_000);
    failsBy();
    lines.write('b\n');
    await lines.end(10_000);
    expect(read).toEqual([]);
  });
});
