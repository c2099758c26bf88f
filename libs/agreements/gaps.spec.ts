import type { Flow } from '@hub/sharing';
import { CLAUSES, describeGap, gapsOf, type Clauses, type Terms } from './index.js';

const flow: Flow = {
  number: 7,
  categories: ['attendance'],
  from: 'school',
  to: 'council',
  roles: ['social-worker'],
  purposes: ['safeguarding'],
  route: 'duty',
  basis: { article6: 'c', gateway: 'ca2004-s11' },
  consentRequired: false,
  labels: [],
  onward: [],
};
const complete: Terms = {
  title: 'Safeguarding',
  kind: 'sharing',
  parties: ['council', 'school'],
  startsOn: '2026-01-01T00:00:00.000Z',
  reviewOn: '2027-01-01T00:00:00.000Z',
  flows: [flow],
  clauses: CLAUSES,
};
const withFlow = (spoiled: Partial<Flow>): Terms => ({ ...complete, flows: [{ ...flow, ...spoiled }] });
const headings = Object.keys(CLAUSES) as (keyof Clauses)[];

describe('the gaps of an agreement', () => {
  it('are none when it says all that the ICO data sharing code asks for', () => {
    expect(gapsOf(complete)).toEqual([]);
  });

  it.each(headings)('are found where it says nothing under “%s”', (heading) => {
    const { [heading]: _, ...rest } = complete.clauses;
    expect(gapsOf({ ...complete, clauses: rest })).toEqual([`clause-missing:${heading}`]);
    expect(gapsOf({ ...complete, clauses: { ...rest, [heading]: ' ' } })).toEqual([`clause-missing:${heading}`]);
  });

  it('are found in what it lacks as a whole', () => {
    const { reviewOn: _, ...withoutReview } = complete;
    expect(gapsOf({ ...complete, flows: [] })).toEqual(['no-flow']);
    expect(gapsOf(withoutReview)).toEqual(['no-review-date']);
    const back = { ...flow, number: 8, from: 'council', to: 'school' };
    expect(gapsOf({ ...complete, kind: 'disclosure', flows: [flow, back] })).toEqual(['not-one-way']);
    expect(gapsOf({ ...complete, kind: 'disclosure' })).toEqual([]);
  });

  const inFlow: [gap: string, spoiled: Partial<Flow>][] = [
    ['article9-missing:7', { categories: ['health-summary'] }],
    ['article9-missing:7', { labels: ['MH'] }],
    ['schedule1-missing:7', { categories: ['health-summary'], basis: { ...flow.basis, article9: 'h' } }],
    ['schedule1-missing:7', { categories: ['police-incident'] }],
    ['gateway-missing:7', { basis: { article6: 'c' } }],
    ['consent-basis-missing:7', { route: 'consent' }],
    ['consent-not-asked:7', { basis: { ...flow.basis, article6: 'a' } }],
  ];

  it.each(inFlow)('include %s for a flow with %j', (gap, spoiled) => {
    expect(gapsOf(withFlow(spoiled))).toEqual([gap]);
  });

  it('are none in a flow of health data with its conditions, or on consent with its basis', () => {
    const health = { article9: 'h', schedule1: '2', gateway: 'ca2004-s11', article6: 'e' } as const;
    expect(gapsOf(withFlow({ categories: ['health-summary'], labels: ['MH'], basis: health }))).toEqual([]);
    expect(gapsOf(withFlow({ route: 'consent', basis: { article6: 'a' } }))).toEqual([]);
  });

  it('are told as sentences', () => {
    expect(describeGap('no-flow')).toBe('There is no flow, so nothing is shared.');
    expect(describeGap('clause-missing:breaches')).toBe('The agreement does not say: breaches and complaints.');
    expect(describeGap('gateway-missing:7')).toBe('Flow 7 relies on a duty without naming the statutory gateway.');
  });
});
