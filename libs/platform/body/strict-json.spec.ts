import fc from 'fast-check';
import { Problem } from '../problems/problem.js';
import { LARGEST_BODY } from './parser.js';
import { strictJson } from './strict-json.js';

const read = (text: string): unknown => strictJson(Buffer.from(text));
const code = (name: string) =>
  expect.objectContaining({ trouble: expect.objectContaining({ code: `request/${name}` }) }) as Error;

describe('a body', () => {
  it.each<[string, string]>([
    ['body-missing', ''],
    ['body-not-json', '{'],
    ['body-not-json', '{"a":1}{}'],
    ['body-not-json', "{'a':1}"],
    ['body-not-json', '\uFEFF{}'],
    ['body-not-json', '{"a":NaN}'],
    ['body-not-json', '{"a":"\u0000"}'],
    ['body-not-an-object', 'null'],
    ['body-not-an-object', '[[]]'],
    ['body-not-an-object', '"text"'],
    ['body-not-an-object', '1'],
    ['body-too-deep', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`],
    ['body-too-deep', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`],
    ['body-duplicate-key', '{"a":1,"a":2}'],
    ['body-duplicate-key', '{"a":1,"\\u0061":2}'],
    ['body-duplicate-key', '{"x":[{"b":{"c":1},"d":[1,2],"b":3}]}'],
    ['body-forbidden-key', '{"__proto__":{"admin":true}}'],
    ['body-forbidden-key', '{"a":[{"constructor":1}]}'],
    ['body-forbidden-key', '{"\\u005f_proto__":1}'],
    ['body-forbidden-character', '{"a":"\\u0000"}'],
    ['body-forbidden-character', '{"a":"\\ud800"}'],
    ['body-forbidden-character', '{"\\udc00":1}'],
    ['body-number-out-of-range', '{"a":1e999}'],
    ['body-number-out-of-range', '{"a":9007199254740993}'],
    ['body-number-out-of-range', '{"a":[-1e20]}'],
  ])('is refused: %s', (name, text) => {
    expect(() => read(text)).toThrow(code(name));
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => strictJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(code('body-not-json'));
  });

  it('is taken when the same key stands in two objects, or in a text, or as a value', () => {
    const text = '{"a":{"b":1},"b":{"a":["a","a",{"a":"a"}]},"c":"{\\"a\\":1,\\"a\\":2}","d":"constructor"}';
    expect(read(text)).toEqual(JSON.parse(text));
    expect(read('{"a":"😀","b":"\\ud83d\\ude00","c":-0.5e-3}')).toEqual({ a: '😀', b: '😀', c: -0.0005 });
  });

  it('is what JSON says, whatever its layout', () => {
    const key = fc.string().filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 10 },
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.maxSafeInteger(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom(0, 1, '\t'), (body, indent) => {
        const text = JSON.stringify(body, null, indent);
        fc.pre(!text.includes('\\u0000'));
        expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('of the largest size is read in little time, whatever it is made of', () => {
    for (const piece of ['[', '{"a":', '"', '\\"', '"a",', ' ', '1', '\\u0061', '{']) {
      for (const text of [
        piece.repeat(LARGEST_BODY / piece.length),
        `{"a":"${piece.repeat(LARGEST_BODY / piece.length)}"}`,
      ]) {
        const startedAt = performance.now();
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
        expect(performance.now() - startedAt).toBeLessThan(10_000);
      }
    }
  });

  it('is never a fault of ours', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          try {
            strictJson(Buffer.from(bytes));
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
