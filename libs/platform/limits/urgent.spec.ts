import type { AskingRequest, Needs } from '../asking/asking.js';
import { isUrgent } from './urgent.js';

const asked = (request: object, needs: Needs = {}, signed?: string): boolean =>
  isUrgent({ headers: {}, query: {}, body: undefined, ...request } as AskingRequest, needs, signed);

describe('a request that no limit refuses', () => {
  it('is one for safeguarding, or one that states a ground or an override', () => {
    expect(asked({ query: { purpose: 'safeguarding' } })).toBe(true);
    expect(asked({ headers: { 'concord-ground': 'enquiry' } })).toBe(true);
    expect(asked({ headers: { 'concord-override': 'o1' } })).toBe(true);
    expect(asked({}, { urgent: true })).toBe(true);
    expect(asked({ query: { purpose: 'early-help' } })).toBe(false);
    expect(asked({ query: { purpose: ['safeguarding', 'safeguarding'] } })).toBe(false);
    expect(asked({})).toBe(false);
  });

  it('says its purpose in the body where it searches for people, and nowhere else', () => {
    const body = { purpose: 'safeguarding' };
    expect(asked({ body }, { searches: true })).toBe(true);
    expect(asked({ body })).toBe(false);
    expect(asked({ body: null }, { searches: true })).toBe(false);
    expect(asked({ body, query: { purpose: 'early-help' } }, { searches: true })).toBe(false);
  });

  it('has the purpose that was signed, whatever it says beside it', () => {
    expect(asked({ query: { purpose: 'early-help' } }, {}, 'safeguarding')).toBe(true);
    expect(asked({ query: { purpose: 'safeguarding' } }, {}, 'early-help')).toBe(false);
    expect(asked({ body: { purpose: 'safeguarding' } }, { searches: true }, 'early-help')).toBe(false);
  });
});
