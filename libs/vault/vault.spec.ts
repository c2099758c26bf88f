import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  canonicalJson,
  lasting,
  type Append,
  type Event,
  type EventStore,
  type NewEvent,
  type Recorded,
} from '@hub/eventsourcing';
import { eventStoreContract, inMemoryEventStore } from '@hub/eventsourcing/testing';
import type { Confidential, Sealed } from '@hub/sharing';
import { inMemoryKeyStore, localKeyEncryption, vault, type KeyStore, type Vault } from './index.js';

const newKek = (): string => randomBytes(32).toString('base64');
const kek = newKek();

const fresh = (keys: KeyStore = inMemoryKeyStore(), value = kek): Vault =>
  vault({ keys, kek: localKeyEncryption(value), now: () => 0 });

const eventWith = (data: object): NewEvent => ({
  type: 'NoteRecorded',
  id: randomUUID(),
  metadata: { agency: 'school', actor: 'amal', correlationId: randomUUID() },
  data,
});

const recorded = (event: NewEvent): Recorded => ({
  ...event,
  stream: 'note-1',
  revision: 0,
  position: '1',
  recordedAt: '2026-06-30T09:12:00.000Z',
});

const note = (clear: unknown, subjects = ['p1', 'p2']): NewEvent =>
  eventWith({ noteId: 'n1', passages: [{ id: 'a/b', text: { subjects, clear } }] });

type NoteData = { readonly passages: readonly [{ readonly text: Confidential<unknown> }] };
const textOf = (event: Event): Confidential<unknown> => (event.data as NoteData).passages[0].text;
const sealedOf = (event: Event): Sealed => (textOf(event) as { sealed: Sealed }).sealed;
const placeOf = (event: NewEvent) => ({ eventId: event.id, type: event.type, path: '/passages/0/text' });

/** The same text with one bit of one byte changed. */
const spoiled = (text: string, at: number): string => {
  const bytes = Buffer.from(text, 'base64url');
  const index = at % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
  return bytes.toString('base64url');
};

eventStoreContract('a log that seals', ({ now }) => Promise.resolve(fresh().sealing(inMemoryEventStore({ now }))));

describe('sealed content', () => {
  it('opens to what it was, whatever JSON it is', async () => {
    const hub = fresh();
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 4 }),
        async (clear, subjects) => {
          const event = note(clear, subjects);
          const opened = await hub.openEvent(recorded(JSON.parse(JSON.stringify(await hub.seal(event))) as NewEvent));
          expect(canonicalJson(opened.data)).toBe(canonicalJson(event.data));
        },
      ),
    );
  });

  it('opened before is opened again in its own place alone, until its subjects are forgotten', async () => {
    const hub = fresh();
    const event = note('moved in with her aunt');
    const sealed = textOf(await hub.seal(event));
    const place = placeOf(event);
    for (let time = 0; time < 2; time += 1) expect(await hub.open(sealed, place)).toBe('moved in with her aunt');
    for (const other of [{ path: '/passages/1/text' }, { type: 'NoteCorrected' }, { eventId: randomUUID() }])
      await expect(hub.open(sealed, { ...place, ...other })).rejects.toMatchObject({ code: 'tampered' });
    await hub.forget(['p1']);
    expect(await hub.open(sealed, place)).toBe('moved in with her aunt');
    await hub.forget(['p2']);
    expect(await hub.open(sealed, place)).toBeUndefined();
  });

  it('is sealed each time that it is recorded, also within a value that lasts', async () => {
    const hub = fresh();
    const holding = lasting({ said: { subjects: ['p1'], clear: 'moved in with her aunt' } });
    const holdingNone = lasting({ said: 'nothing' });
    for (let time = 0; time < 3; time += 1) {
      const { data } = await hub.seal(eventWith({ deep: [lasting({ holding })], holding, holdingNone }));
      expect(JSON.stringify(data)).not.toContain('aunt');
      expect(data).toMatchObject({ holding: { said: { subjects: ['p1'], sealed: {} } }, holdingNone });
    }
  });

  it('shows nothing of the clear text in what is appended', async () => {
    const appended: Append[] = [];
    const hub = fresh();
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 6, unit: 'grapheme' }), fc.string(), async (secret, key) => {
        const data = { [key]: [{ deep: { subjects: ['p1'], clear: { words: secret } } }], other: 'kept' };
        const log = inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });
        const append: EventStore['append'] = (request) => (appended.push(request), log.append(request));
        await hub.sealing({ ...log, append }).append({
          stream: 'note-1',
          events: [eventWith(data)],
          expected: -1,
          claim: { agency: 'school', commandId: randomUUID(), requestMac: 'mac' },
        });
        const text = JSON.stringify(appended.pop());
        fc.pre(!key.includes(secret));
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(text).not.toContain('"clear"');
        expect(text).toContain('"kept"');
      }),
    );
  });

  it('opens in its own event and place only', async () => {
    const hub = fresh();
    const event = await hub.seal(note('words'));
    const open = (place: object) => hub.open(textOf(event), { ...placeOf(event), ...place });
    expect(await open({})).toBe('words');
    for (const elsewhere of [{ eventId: randomUUID() }, { type: 'NoteCorrected' }, { path: '/passages/1/text' }])
      await expect(open(elsewhere)).rejects.toMatchObject({ name: 'VaultError', code: 'tampered' });
  });

  it('is refused when one byte has changed, anywhere', async () => {
    const hub = fresh();
    const event = await hub.seal(note('some words', ['p1']));
    const sealed = sealedOf(event);
    const open = (other: Partial<Sealed>) =>
      hub.open({ subjects: ['p1'], sealed: { ...sealed, ...other } }, placeOf(event));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom('iv', 'box', 'key'), async (at, part) => {
        const changed =
          part === 'key'
            ? { keys: { p1: spoiled(sealed.keys['p1'] ?? '', at) } }
            : { [part]: spoiled(sealed[part], at) };
        await expect(open(changed)).rejects.toMatchObject({ code: 'tampered' });
      }),
    );
    for (const box of ['', 'AA', `${sealed.box}AAAA`, `${sealed.box}=`, ` ${sealed.box}`, sealed.box.slice(0, -3)])
      await expect(open({ box })).rejects.toMatchObject({ code: 'tampered' });
    await expect(open({ keys: { p1: '' } })).rejects.toMatchObject({ code: 'tampered' });
  });

  it('has a data key of its own for every passage', async () => {
    const hub = fresh();
    const boxes = await Promise.all(Array.from({ length: 50 }, () => hub.seal(note('the same words'))));
    expect(new Set(boxes.map((event) => sealedOf(event).box)).size).toBe(50);
    expect(new Set(boxes.map((event) => sealedOf(event).keys['p1'])).size).toBe(50);
  });

  it('needs somebody whom it is about', async () => {
    const hub = fresh();
    for (const data of [
      { text: { clear: 'words' } },
      { text: { subjects: [], clear: 'w' } },
      { text: { subjects: 'p1', clear: 'w' } },
    ])
      await expect(hub.seal(eventWith(data))).rejects.toMatchObject({ code: 'no-subject' });
  });

  it('is not carried over from one event into another', async () => {
    const hub = fresh();
    const event = await hub.seal(note('words'));
    await expect(hub.seal({ ...event, id: randomUUID() })).rejects.toMatchObject({ code: 'already-sealed' });
  });

  it('keeps keys such as `__proto__` where they are', async () => {
    const hub = fresh();
    const data = JSON.parse('{"__proto__":{"subjects":["p1"],"clear":1},"b":2}') as object;
    const opened = await hub.openEvent(recorded(await hub.seal(eventWith(data))));
    expect(JSON.stringify(opened.data)).toBe(JSON.stringify(data));
  });
});

describe('forgetting', () => {
  it('leaves content readable while one of its subjects is known, and no longer', async () => {
    const hub = fresh();
    const event = recorded(await hub.seal(note('about both')));
    await hub.forget(['p1']);
    expect(await hub.open(textOf(event), placeOf(event))).toBe('about both');
    await hub.forget(['p2']);
    expect(await hub.open(textOf(event), placeOf(event))).toBeUndefined();
    expect(await hub.openEvent(event)).toEqual(event);
  });

  it('is lasting: nothing more is sealed for somebody forgotten, with another it is', async () => {
    const hub = fresh();
    await hub.seal(note('words'));
    await hub.forget(['p1']);
    await expect(hub.seal(note('more', ['p1']))).rejects.toMatchObject({
      name: 'Refusal',
      code: 'vault/subject-forgotten',
    });
    const both = await hub.seal(note('more', ['p1', 'p2']));
    expect(Object.keys(sealedOf(both).keys)).toEqual(['p2']);
    expect(await hub.open(textOf(both), placeOf(both))).toBe('more');
  });

  it('reaches other processes within the time to live of their cache', async () => {
    const keys = inMemoryKeyStore();
    let now = 0;
    const other = vault({ keys, kek: localKeyEncryption(kek), now: () => now, cache: { ttl: 1000, entries: 10 } });
    const event = await other.seal(note('words', ['p1']));
    await fresh(keys).forget(['p1']);
    now = 1001;
    expect(await other.open(textOf(event), placeOf(event))).toBeUndefined();
  });
});

describe('keys of subjects', () => {
  it('are of the key-encryption key that the data was begun with, also when it has been rotated', async () => {
    const keys = inMemoryKeyStore();
    await fresh(keys).check();
    await fresh(keys).check();
    await fresh(keys, `${newKek()},${kek}`).check();
    await expect(fresh(keys, newKek()).check()).rejects.toMatchObject({ code: 'key-encryption-key-missing' });
  });

  it('are the same for writers who race', async () => {
    const keys = inMemoryKeyStore();
    const hubs = [fresh(keys), fresh(keys)];
    const events = await Promise.all(Array.from({ length: 10 }, (_, n) => hubs[n % 2]!.seal(note(n, ['new']))));
    const reader = fresh(keys);
    for (const [n, event] of events.entries()) expect(await reader.open(textOf(event), placeOf(event))).toBe(n);
  });

  it('stay readable after a rotation of the key-encryption key, and hashes the same', async () => {
    const keys = inMemoryKeyStore();
    const [before, next] = [fresh(keys), newKek()];
    const event = await before.seal(note('words'));
    const after = fresh(keys, `${next},${kek}`);
    expect(await after.open(textOf(event), placeOf(event))).toBe('words');
    expect(after.keyedHash('request', 'x')).toBe(before.keyedHash('request', 'x'));
    await expect(fresh(keys, next).open(textOf(event), placeOf(event))).rejects.toMatchObject({
      code: 'key-encryption-key-missing',
    });
  });

  it('are kept in a cache that stays small', async () => {
    const keys = inMemoryKeyStore();
    let asked = 0;
    const counting: KeyStore = { ...keys, get: (ids) => ((asked += 1), keys.get(ids)) };
    const hub = vault({ keys: counting, kek: localKeyEncryption(kek), now: () => 0, cache: { ttl: 1000, entries: 2 } });
    for (const id of ['a', 'b', 'c', 'c', 'b']) await hub.seal(note('words', [id]));
    expect(asked).toBe(3);
    await hub.seal(note('words', ['a']));
    expect(asked).toBe(4);
  });
});

describe('keyed hashes and ids', () => {
  const claim = { agency: 'school', commandId: '5f0c1c8e-0a53-4b2e-9a54-2f8f3c1d9a10', requestMac: 'm' };

  it('differ by domain, value and key', () => {
    const { keyedHash } = fresh();
    const hashes = [
      keyedHash('a', 'bc'),
      keyedHash('ab', 'c'),
      keyedHash('a', 'c'),
      fresh(undefined, newKek()).keyedHash('a', 'bc'),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(keyedHash('a', 'bc')).toBe(hashes[0]);
  });

  it('follow from the claim, not from the body', () => {
    const { eventId } = fresh();
    expect(eventId(claim, 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventId(claim, 0)).toBe(eventId({ ...claim, requestMac: 'other' }, 0));
    expect(new Set([eventId(claim, 0), eventId(claim, 1), eventId({ ...claim, agency: 'health' }, 0)]).size).toBe(3);
  });
});

describe('a key-encryption key', () => {
  it('is 32 random bytes in base64, or not taken', () => {
    for (const bad of [
      '',
      'secret',
      Buffer.alloc(31, 7).toString('base64'),
      Buffer.alloc(32).toString('base64'),
      `${kek},`,
    ])
      expect(() => localKeyEncryption(bad)).toThrow(expect.objectContaining({ code: 'key-encryption-key-missing' }));
  });
});
