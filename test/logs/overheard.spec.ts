import { createHash } from 'node:crypto';
import { overheard, tell, tellBody, toldIn } from './index.js';

const NOTE = 'Seen at home with a bruise above the left eye, and quiet.';

beforeAll(() => {
  tellBody({
    name: { given: 'Ida', family: 'Quillfeather' },
    dateOfBirth: '2014-03-09',
    addresses: [{ lines: ['12 Saltmarsh Row', 'Northbridge'], postcode: 'ZZ99 4QQ' }],
    identifiers: [
      { scheme: 'nhs-number', value: '9990000123' },
      { scheme: 'local', value: '4711' },
    ],
    involvement: { service: 'Nursery', workers: ['w-school-1'] },
    passages: [{ text: NOTE, subjects: ['0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11'] }],
  });
  tell('overheard at the gate', undefined);
});

const line = (msg: string): string => JSON.stringify({ level: 'info', time: '2014-03-09T10:00:00.000Z', msg });

describe('a line of a log tells', () => {
  it.each([
    ['a name', 'no such person: Quillfeather', 'Quillfeather'],
    ['a short name, as a word of its own', 'no such person: Ida', 'Ida'],
    ['a name in another case', 'QUILLFEATHER', 'Quillfeather'],
    ['a day of birth', 'born 2014-03-09', '2014-03-09'],
    ['a line of an address', 'at 12 saltmarsh row', '12 Saltmarsh Row'],
    ['an address as a part of an address', '/v1?q=12%20Saltmarsh%20Row', '12 Saltmarsh Row'],
    ['a number', 'nhs 9990000123', '9990000123'],
    ['a part of a note', 'failed on: with a bruise above', NOTE],
    ['the words of a ground', '"overheard at the gate"', 'overheard at the gate'],
    ['a name in hexadecimal', Buffer.from('{"x":"Quillfeather"}').toString('hex'), 'Quillfeather'],
    ['a name in base 64', Buffer.from('{"x":"Quillfeather"}').toString('base64'), 'Quillfeather'],
    ['a name as a hash without a key', createHash('sha256').update('quillfeather').digest('hex'), 'Quillfeather'],
    ['a short name as a hash without a key', createHash('sha1').update('Ida').digest('hex'), 'Ida'],
  ])('%s', (_, msg, text) => expect(toldIn(line(msg))).toEqual([text]));

  it.each([
    ['the time at which it was written', 'request'],
    ['ids and codes', '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11 early-help w-school-1 /v1/people/:id/view Nursery'],
    ['words that happen to hold a short name or number', 'validated Idaho 94711 4711'],
  ])('nothing by %s', (_, msg) => expect(toldIn(line(msg))).toEqual([]));
});

describe('the log of a hub', () => {
  it('is read line by line, whatever pieces it comes in, to the last line without an end', () => {
    const log = overheard();
    const text = `${line('Quillfeather')}\n${line('fine')}\n${line('born 2014-03-09')}`;
    for (const letter of text) log.take(letter);
    expect(() => log.tellsNothing()).toThrow(/^2 of 3 lines [^]*"Quillfeather" in [^]*"2014-03-09" in/);
  });

  it('is fine when no line tells anything', () => {
    const log = overheard();
    log.take(`${line('request')}\n${line('stopped')}\n`);
    expect(log.tellsNothing).not.toThrow();
    expect(log.lines()).toBe(2);
  });
});
