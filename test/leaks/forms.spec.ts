import { createHash } from 'node:crypto';
import { secretsIn } from './forms.js';
import { SECRETS } from './secrets.js';

const { given, postcode, dateOfBirth } = SECRETS;

describe('a secret is found', () => {
  it.each([
    ['as it stands', `{"name":"${given}"}`],
    ['in capitals', given.toUpperCase()],
    ['in bytes', Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(given), Buffer.from([0xfe])])],
    ['in hexadecimal', Buffer.from(`x${given}y`).toString('hex')],
    ['in base 64, at any place', Buffer.from(`{"a":"${given}"}`).toString('base64')],
    ['in base 64, one further', Buffer.from(`{"ab":"${given}"}`).toString('base64')],
    ['in base 64, two further', Buffer.from(`{"abc":"${given}"}`).toString('base64url')],
    ['in UTF-16', Buffer.from(given, 'utf16le')],
    ['as a hash without a key', createHash('sha256').update(given.toLowerCase()).digest('hex')],
  ])('%s', (_, text) => expect(secretsIn(text)).toEqual(['given']));

  it('without its blanks, in an address, and as numbers', () => {
    expect(secretsIn('zz917qx')).toEqual(['postcode']);
    expect(secretsIn(`/v1/people?postcode=${encodeURIComponent(postcode)}`)).toEqual(['postcode']);
    expect(secretsIn(`born ${dateOfBirth}`)).toEqual(['dateOfBirth']);
  });
});

it('nothing is found where nothing is', () => {
  expect(
    secretsIn(JSON.stringify({ id: '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', at: '2026-06-30T09:00:00.000Z' })),
  ).toEqual([]);
});
