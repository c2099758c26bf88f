import { beginnings, type Recorded } from './index.js';

const history = (stream: string, length: number): readonly Recorded[] =>
  Array.from({ length }, (_, revision) => ({
    id: `${stream}-${revision}`,
    type: 'Happened',
    data: {},
    metadata: { agency: 'a', actor: 'b', correlationId: 'c' },
    stream,
    revision,
    position: String(revision),
    recordedAt: '2026-06-30T09:00:00.000Z',
  }));

describe('beginnings of streams that are kept', () => {
  it('are given back, the same array until a longer one comes', () => {
    const kept = beginnings(100);
    const [short, long] = [history('one', 2), history('one', 3)];
    expect(kept.of('one')).toEqual([]);
    kept.keep('one', short);
    kept.keep('one', history('one', 2));
    expect(kept.of('one')).toBe(short);
    kept.keep('one', long);
    kept.keep('one', short);
    expect(kept.of('one')).toBe(long);
  });

  it('make room for others, those that were used last staying', () => {
    const lengthOf = (stream: string): number => {
      const kept = beginnings(6);
      for (const one of ['one', 'two', 'three', 'four', 'five']) kept.keep(one, history(one, 2));
      kept.of('one');
      kept.keep('six', history('six', 2));
      return kept.of(stream).length;
    };
    expect(['one', 'two', 'three', 'four', 'five', 'six'].map(lengthOf)).toEqual([2, 0, 0, 2, 2, 2]);
  });

  it('hold no stream that is longer than all the room there is', () => {
    const kept = beginnings(3);
    kept.keep('one', history('one', 4));
    expect(kept.of('one')).toEqual([]);
  });
});
