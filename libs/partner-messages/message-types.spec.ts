import { CHOSEN_TYPES, HEARTBEAT, MESSAGE_TYPES, signed, signedForm, wireForm, type UnsignedMessage } from './index.js';

/** Words that say that something happened, and not what (after the NHS Notify event profile). */
const EMPTY_WORDS = /\b(completed|finished|updated|changed|processed|handled|status|started|failed)\b/;

describe('the types of messages', () => {
  it.each(Object.keys(MESSAGE_TYPES))('%s is a reverse domain name in lower case with a version', (type) => {
    expect(type).toMatch(/^org\.concord(\.[a-z]+){2}\.v\d+$/);
    expect(type).not.toMatch(EMPTY_WORDS);
  });

  it('that a partner chooses among leave out what every partner is told', () => {
    expect(CHOSEN_TYPES).not.toContain(HEARTBEAT);
    expect(Object.keys(MESSAGE_TYPES)).toEqual(expect.arrayContaining([...CHOSEN_TYPES]));
  });
});

describe('a signed message', () => {
  const message: UnsignedMessage = {
    specversion: '1.0',
    id: 'm-1',
    source: '/northshire/concord',
    type: HEARTBEAT,
    subject: 'feed',
    time: '2026-06-30T09:12:00.000Z',
    recordedtime: '2026-06-30T09:12:00.000Z',
    correlationid: 'c',
    causationid: 'e',
    datacontenttype: 'application/json',
    dataschema: 'https://hub.example/schemas/heartbeat.v1.json',
    data: { lastsequence: 3 },
  };
  const reversed = Object.fromEntries(Object.entries(message).reverse()) as typeof message;

  it('is signed without its signature, whatever the order of its attributes', () => {
    const it = signed(message, (form) => `signature of ${form.length}`);
    expect(signedForm(it)).toBe(signedForm(message));
    expect(signedForm(reversed)).toBe(signedForm(message));
    expect(JSON.parse(wireForm(it))).toEqual(it);
  });
});
