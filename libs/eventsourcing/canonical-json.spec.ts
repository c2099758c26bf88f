import fc from 'fast-check';
import reference from 'canonicalize';
import { canonicalJson, lasting } from './index.js';

describe('canonical JSON', () => {
  it('is what RFC 8785 shows', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as RFC 8785 asks', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    expect(Object.keys(JSON.parse(text) as object)).toEqual([
      '1',
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\u{1f600}',
      '\ufb33',
    ]);
  });

  it('is one text for one value, whatever it is and however its keys are arranged', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('1', '2', '10', '__proto__', 'toJSON', '\\ud800'));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        key,
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('record'),
      ),
      list: fc.array(tie('value')),
      record: fc.dictionary(key, tie('value')),
    }));
    fc.assert(
      fc.property(value, (any) => {
        const attempt = (): string => canonicalJson(any);
        const parsed = JSON.parse(JSON.stringify(any)) as unknown;
        try {
          expect(attempt()).toBe(reference(parsed));
        } catch (error) {
          // Only what JSON would have changed is refused.
          if ((error as { code?: string }).code !== 'not-serialisable') throw error;
          expect(any).not.toEqual(parsed);
        }
      }),
    );
  });

  it.each([
    ['undefined', { a: undefined }],
    ['a hole', [1, , 2]],
    ['not finite', { b: 1, a: [NaN] }],
    ['a class', { b: new Date(0), a: 1 }],
    ['half of a surrogate pair', { b: '\ud800', a: 1 }],
    ['half of a pair in a key', { '\udc00': 1 }],
    ['a function', { toJSON: () => 'x' }],
  ])('has no place for %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'not-serialisable' }));
  });

  it('takes a text that looks like half of a pair as it is', () => {
    expect(canonicalJson({ b: '\\ud800', a: '\u{1f600}' })).toBe('{"a":"\u{1f600}","b":"\\\\ud800"}');
  });

  it('takes deep values in no more time than they are long', () => {
    const deep = Array.from({ length: 90 }).reduce<object>((inner) => ({ z: 1, a: inner }), { b: 1, a: 2 });
    const text = canonicalJson(deep);
    expect(JSON.parse(text)).toEqual(deep);
    expect(text.startsWith('{"a":{"a":')).toBe(true);
  });

  it('is the same for values that last, the first time and again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const marked = Object.fromEntries(
          Object.entries(value).map(([key, part]): [string, unknown] => [
            key,
            typeof part === 'object' && part !== null ? lasting(part) : part,
          ]),
        );
        expect(canonicalJson(marked)).toBe(canonicalJson(value));
        expect(canonicalJson({ ...marked })).toBe(canonicalJson(value));
        const listed = { list: Object.values(marked), of: 1 };
        expect(canonicalJson(listed)).toBe(canonicalJson(JSON.parse(JSON.stringify(listed))));
        expect(canonicalJson(listed.list)).toBe(canonicalJson(JSON.parse(JSON.stringify(listed.list))));
      }),
    );
  });

  it.each([undefined, NaN, { of: undefined }, [Symbol('none')], new Date(0)])(
    'refuses what JSON would change beside a value that lasts, and within one: %p',
    (value) => {
      const refused = expect.objectContaining({ code: 'not-serialisable' }) as Error;
      expect(() => canonicalJson({ lasts: lasting({}), value })).toThrow(refused);
      expect(() => canonicalJson({ lasts: lasting([value]) })).toThrow(refused);
      expect(() => canonicalJson({ last: [lasting({}), value] })).toThrow(refused);
    },
  );
});
