import { randomBytes } from 'node:crypto';
import { localKeyEncryption, inMemoryKeyStore, vault } from '@hub/vault';
import { tagsIn } from '../asking/headers.js';
import { answerTag } from './etags.js';
import { cursors } from './cursors.js';
import { correlationIdOf } from './request-ids.js';

const { keyedHash } = vault({
  keys: inMemoryKeyStore(),
  kek: localKeyEncryption(randomBytes(32).toString('base64')),
  now: () => 0,
});
const code = (name: string) =>
  expect.objectContaining({ trouble: expect.objectContaining({ code: `request/${name}` }) }) as Error;

describe('a cursor', () => {
  let now = Date.parse('2026-06-30T09:12:00.000Z');
  const { give, read } = cursors(keyedHash, () => new Date(now), 60);
  const list = {
    issuer: 'https://login.example',
    clientId: 'school-mis',
    worker: 'w1',
    list: 'caseload',
    filter: { category: 'injury' },
  };

  it('leads back to its place, in the list it was given for', () => {
    const cursor = give(list, 'place-7');
    expect(read(list, cursor)).toBe('place-7');
    for (const other of [
      { issuer: 'https://x.example' },
      { clientId: 'x' },
      { worker: 'w2' },
      { list: 'matches' },
      { filter: {} },
    ])
      expect(() => read({ ...list, ...other }, cursor)).toThrow(code('cursor-not-valid'));
  });

  it('tells nothing of the place, which may be that of something that was not shown', () => {
    const cursor = give(list, 'place-7');
    for (const bytes of [Buffer.from(cursor), Buffer.from(cursor, 'base64url')])
      for (const part of ['place-7', 'school-mis', 'injury']) expect(bytes.includes(part)).toBe(false);
    expect(give(list, 'place-8')).toHaveLength(cursor.length);
  });

  it('is refused when one character has changed', () => {
    const cursor = give(list, 'place-7');
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      expect(() => read(list, changed)).toThrow(code('cursor-not-valid'));
    }
    for (const bad of ['', '.', 'x', `${cursor}.`, `${cursor}.x`, 'é'.repeat(5000)])
      expect(() => read(list, bad)).toThrow(code('cursor-not-valid'));
  });

  it('expires', () => {
    const cursor = give(list, 'place-7');
    now += 61_000;
    expect(() => read(list, cursor)).toThrow(code('cursor-expired'));
  });
});

describe('the tag of an answer', () => {
  it('is the same for the same answer, whatever the order of its keys', () => {
    const tag = answerTag({ a: 1, b: 2 }, keyedHash);
    expect(tag).toBe(answerTag({ b: 2, a: 1 }, keyedHash));
    expect(tag).not.toBe(answerTag({ a: 1, b: 3 }, keyedHash));
  });

  it('is one of those that the caller says it has', () => {
    expect(tagsIn({})).toEqual([]);
    expect(tagsIn({ 'if-none-match': '"x", W/"y"' })).toEqual(['"x"', '"y"']);
  });

  it.each(['x', '"x', '*', '"x" "y"', '', '"x",,"y"', `"${'x'.repeat(1000)}"`])('is in quotes: not %p', (tags) => {
    expect(() => tagsIn({ 'if-none-match': tags })).toThrow(code('header-not-valid'));
  });
});

describe('the id of a request', () => {
  it('is the caller’s only where that is a UUID', () => {
    const own = 'own';
    const given = '5F0C1C8E-0a53-4b2e-9a54-2f8f3c1d9a10';
    expect(correlationIdOf({ headers: { 'x-request-id': given }, id: own })).toBe(given.toLowerCase());
    expect(correlationIdOf({ headers: { 'x-request-id': 'Jane Doe' }, id: own })).toBe(own);
    expect(correlationIdOf({ headers: {}, id: own })).toBe(own);
  });
});
