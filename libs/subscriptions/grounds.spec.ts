import type { AgencyFacts, AgreementFacts, Flow } from '@hub/sharing';
import { mustHaveGrounds, type Wanted } from './index.js';
import { wanting } from './testing/index.js';

const at = '2026-06-30T09:00:00.000Z';
const wanted = wanting({ categories: ['attendance', 'behaviour'] });
const flow: Flow = {
  number: 1,
  categories: ['attendance'],
  from: 'health',
  to: 'school',
  roles: ['system', 'carer'],
  purposes: ['early-help'],
  route: 'public-task',
  basis: { article6: 'e' },
  consentRequired: false,
  labels: [],
  onward: [],
};
const other: Flow = { ...flow, number: 2, categories: ['behaviour'] };
const agreement: AgreementFacts = {
  id: 'a',
  version: 1,
  parties: ['school', 'health'],
  status: 'in-force',
  period: { from: '2026-06-01T00:00:00.000Z' },
  flows: [flow, other],
};
const school: AgencyFacts = {
  id: 'school',
  sector: 'education',
  status: 'active',
  roles: [
    { code: 'system', reach: 'agency' },
    { code: 'carer', reach: 'caseload' },
  ],
  powers: [],
};

const codeOf = (more: Partial<Wanted>, agreements: readonly AgreementFacts[] = [agreement]): string | undefined => {
  try {
    mustHaveGrounds('school', { ...wanted, ...more }, { agencies: [school], agreements, at });
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the grounds of a subscription', () => {
  it('are flows of an agreement in force, which together bring what is wanted', () => {
    expect(codeOf({})).toBeUndefined();
    expect(codeOf({}, [{ ...agreement, flows: [flow] }])).toBe('subscription/no-flow');
  });

  it('are a role of the agency that reaches as far as it', () => {
    expect(codeOf({ role: 'carer' })).toBe('subscription/role-without-reach');
    expect(codeOf({ role: 'nobody' })).toBe('subscription/role-without-reach');
  });

  it.each<[string, Partial<AgreementFacts>]>([
    ['is another', { id: 'b' }],
    ['is suspended or has ended', { status: 'not-in-force' }],
    ['is between others', { parties: ['health', 'police'] }],
    ['has not begun', { period: { from: '2026-07-01T00:00:00.000Z' } }],
    ['has run out', { period: { from: '2026-06-01T00:00:00.000Z', until: at } }],
  ])('are no agreement that %s', (_, more) => {
    expect(codeOf({}, [{ ...agreement, ...more }])).toBe('subscription/no-agreement');
  });

  it.each<[string, Partial<Flow>]>([
    ['goes to somebody else', { to: 'police' }],
    ['is for another role', { roles: ['carer'] }],
    ['is for another purpose', { purposes: ['safeguarding'] }],
  ])('are no flow that %s', (_, more) => {
    expect(codeOf({}, [{ ...agreement, flows: [flow, { ...other, ...more }] }])).toBe('subscription/no-flow');
  });
});
