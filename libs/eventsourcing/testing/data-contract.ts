import fc from 'fast-check';
import { type Append } from '../index.js';
import { appendOf, happened } from './contract-language.js';
import type { UnderTest } from './contract-language.js';

const hard: readonly (readonly [string, object])[] = [
  ['empty', {}],
  ['letters of many alphabets', { name: 'Siân ŵŷ', clé: 'Ω 漢字 العربية 👩‍👧‍👦 e\u0301' }],
  ['control characters', { text: '\u0000 \u0001 \t \n \r \\ " \u007f \u2028 \u2029 \ufeff \uffff' }],
  [
    'numbers',
    { a: 0, b: -1.5, c: 1e-7, d: 1e21, e: 5e-324, f: 1.7976931348623157e308, g: 9007199254740993, h: 0.1 + 0.2 },
  ],
  ['nesting', { a: [[], [[]], {}, { b: [null, true, false, { c: [1, [2, [3]]] }] }] }],
  [
    'keys that mean something elsewhere',
    JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":null,"":"","10":1,"9":2}'),
  ],
  [
    'text that looks like SQL, arrays or bytes',
    { a: "'; drop table events; --", b: '{"a",NULL}', c: '\\x00', d: 'NULL', e: '$1' },
  ],
];

const circle: { self?: unknown } = {};
circle.self = circle;
const deep: object = Array.from({ length: 10_000 }).reduce<object>((inner) => ({ inner }), {});

const unspeakable: readonly (readonly [string, object])[] = [
  ['NaN', { n: Number.NaN }],
  ['infinity', { n: [-Infinity] }],
  ['a BigInt', { n: 1n }],
  ['undefined', { n: undefined }],
  ['a hole in a list', { n: Array(2) }],
  ['a function', { n: () => 1 }],
  ['a symbol', { n: Symbol('n') }],
  ['a date', { n: new Date(0) }],
  ['a map', { n: new Map() }],
  ['a circle', circle],
  ['a bottomless nesting', deep],
  ['half a surrogate pair', { n: 'a\ud800b' }],
  ['half a surrogate pair in a key', { '\udc00': 1 }],
];

export const dataContract = (get: () => UnderTest): void => {
  it.each(hard)('comes back as it was written: %s', async (_what, data) => {
    const { store } = get();
    const { stream } = await store.append(appendOf({ events: [happened(data)] }));
    expect((await store.read(stream))[0]?.data).toStrictEqual(data);
  });

  it('comes back as it was written, whatever the JSON', async () => {
    const { store } = get();
    const json = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 5 }), async (written) => {
        const { stream } = await store.append(appendOf({ events: written.map(happened) }));
        const found = (await store.read(stream)).map(({ data }) => data);
        expect(found).toEqual(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 30 },
    );
  });

  it('is the same whatever the order of its keys', async () => {
    const { store } = get();
    const { stream } = await store.append(
      appendOf({ events: [happened({ a: 1, b: { c: 2, d: 3 } }), happened({ b: { d: 3, c: 2 }, a: 1 })] }),
    );
    const [one, other] = (await store.read(stream)).map(({ data }) => JSON.stringify(data));
    expect(one).toBe(other);
  });

  it('brings its metadata, type and id along', async () => {
    const { store } = get();
    const event = {
      ...happened(),
      type: 'Ärgerlich-Geschehen',
      metadata: { agency: 'gwasanaethau', actor: 'w-1', correlationId: 'c-1', causationId: 'e "1"\\' },
    };
    const { stream } = await store.append(appendOf({ events: [event] }));
    expect((await store.read(stream))[0]).toMatchObject(event);
  });

  it.each(unspeakable)('that JSON cannot hold is refused, and nothing stored: %s', async (_what, data) => {
    const { store } = get();
    const request = appendOf({ events: [happened(), happened(data)] });
    await expect(store.append(request)).rejects.toMatchObject({ name: 'EventStoreError', code: 'not-serialisable' });
    expect(await store.read(request.stream)).toEqual([]);
    expect(await store.answerTo(request.claim)).toBeUndefined();
    expect(await store.append({ ...request, events: [happened()] })).toMatchObject({ replayed: false });
  });

  it.each<readonly [string, (good: Append) => Append]>([
    [
      'metadata',
      (good) => ({ ...good, events: [{ ...happened(), metadata: { ...happened().metadata, actor: '\ud800' } }] }),
    ],
    ['a type', (good) => ({ ...good, events: [{ ...happened(), type: 'a\u0000' }] })],
    ['an event id', (good) => ({ ...good, events: [{ ...happened(), id: 'not-a-uuid' }] })],
    ['a stream', (good) => ({ ...good, stream: `${good.stream}\u0000` })],
    ['a command id', (good) => ({ ...good, claim: { ...good.claim, commandId: 'a\ud800' } })],
  ])('has names that can be kept: %s', async (_what, spoil) => {
    const { store } = get();
    await expect(store.append(spoil(appendOf()))).rejects.toMatchObject({ code: 'not-serialisable' });
  });

  it('is refused when one append is larger than 1 MiB, and nothing stored', async () => {
    const { store } = get();
    const large = appendOf({
      events: [happened({ text: 'x'.repeat(600 * 1024) }), happened({ text: 'é'.repeat(300 * 1024) })],
    });
    await expect(store.append(large)).rejects.toMatchObject({ code: 'too-large' });
    expect(await store.read(large.stream)).toEqual([]);
    expect(await store.answerTo(large.claim)).toBeUndefined();
  });

  it('may be large, up to that', async () => {
    const { store } = get();
    const data = { text: 'é"'.repeat(230 * 1024) };
    const { stream } = await store.append(appendOf({ events: [happened(data)] }));
    expect((await store.read(stream))[0]?.data).toEqual(data);
  });
};
