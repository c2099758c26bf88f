import { randomUUID } from 'node:crypto';
import { withHub, type Agent } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const since = { from: '2026-06-01T00:00:00.000Z' };
const known = { child: '', mother: '', stranger: '', family: '', note: '', consent: '' };
const as = (role: string): Agent => hub().as(role === 'dsl' ? 'school' : 'health', role);

const note = (...subjects: string[]) => ({
  category: 'behaviour',
  labels: [],
  passages: [{ text: 'a word', subjects, thirdParties: [] }],
});

const consent = (subject: string, grantor: string) => ({
  subject,
  grantor,
  capacity: 'parental-responsibility',
  decision: 'permit',
  scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
  ...since,
  effectiveAt: '2026-06-29T10:00:00.000Z',
});

beforeAll(async () => {
  await hub().enrol('school', { sector: 'education', roles: { dsl: {} } });
  await hub().enrol('health', { sector: 'health', roles: { visitor: {} } });
  const register = async (given: string): Promise<string> =>
    (
      await as('visitor')
        .post('/people', { name: { given, family: 'Example' } })
        .created()
    ).id as string;
  known.child = await register('Ada');
  known.mother = await register('Bea');
  known.stranger = await register('Cy');
  const members = [
    { personId: known.child, role: 'child', ...since },
    { personId: known.mother, role: 'mother', ...since },
  ];
  known.family = (await as('visitor').post('/families', { members }).created()).id;
  known.note = (await as('visitor').post('/case-notes', note(known.child)).created()).id;
  known.consent = (await as('visitor').post('/consents', consent(known.child, known.mother)).created()).id;
});

describe('an agency without business', () => {
  it.each<[string, () => [string, object]]>([
    ['writes no note', () => ['/case-notes', note(known.child)]],
    ['records no consent', () => ['/consents', consent(known.child, known.mother)]],
    ['withdraws no consent', () => [`/consents/${known.consent}/withdrawals`, { subject: known.child }]],
    ['corrects nobody’s name', () => [`/people/${known.child}/names`, { name: { given: 'A', family: 'B' } }]],
    [
      'hides nobody',
      () => [`/people/${known.child}/restrictions`, { kind: 'sealed', custodians: [], workers: [], ...since }],
    ],
    [
      'joins nobody to a family',
      () => [`/families/${known.family}/members`, { personId: known.child, role: 'other', ...since }],
    ],
    [
      'corrects no note',
      () => [`/case-notes/${known.note}/corrections`, { passages: note(known.child).passages, because: 'x' }],
    ],
    ['marks no note as an error', () => [`/case-notes/${known.note}/errors`, { because: 'x' }]],
    [
      'declines nothing',
      () => [
        '/declined-disclosures',
        {
          subjects: [known.child],
          purpose: 'early-help',
          categories: ['behaviour'],
          because: 'x',
          reviewOn: '2026-07-30T00:00:00.000Z',
        },
      ],
    ],
  ])('%s, and learns nothing', async (_, request) => {
    const [path, body] = request();
    const unknown = JSON.stringify([path, body]).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, randomUUID());
    const [otherPath, otherBody] = JSON.parse(unknown) as [string, object];
    await hub().storesNothing(async () => {
      const withheld = await as('dsl').post(path, body).refused(404, 'request/not-found');
      const absent = await as('dsl').post(otherPath, otherBody).refused(404, 'request/not-found');
      expect({ ...withheld, instance: '' }).toEqual({ ...absent, instance: '' });
    });
  });
});

describe('an agency that is involved with a child', () => {
  beforeAll(async () => {
    const involvement = { workers: [], service: 'Nursery', ...since };
    await as('dsl').post(`/people/${known.child}/involvements`, involvement).created();
  });

  it('writes about the child and about who shares a family with it, at once', async () => {
    await as('dsl').post('/case-notes', note(known.child, known.mother)).created();
    await as('dsl').post('/consents', consent(known.child, known.mother)).created();
    await as('dsl').post(`/consents/${known.consent}/withdrawals`, { subject: known.child }).created();
  });

  it('writes about nobody else, and changes no other agency’s note', async () => {
    await as('dsl').post('/case-notes', note(known.child, known.stranger)).refused(404);
    await as('dsl').post(`/case-notes/${known.note}/errors`, { because: 'x' }).refused(404);
  });

  it('reads the consents that it recorded, and those that name it or everybody', async () => {
    const { items } = await as('dsl').get(`/people/${known.child}/consents`, { purpose: 'early-help' }).expect(200);
    expect(items).toContainEqual(expect.objectContaining({ consentId: known.consent, withdrawn: true }));
    await as('dsl').get(`/people/${known.stranger}/consents`, { purpose: 'early-help' }).refused(404);
    await as('dsl').get(`/people/${randomUUID()}/consents`, { purpose: 'early-help' }).refused(404);
  });

  it('has the child on its list, and nobody else', async () => {
    const { items } = await as('dsl').get('/caseload', { purpose: 'early-help' }).expect(200);
    expect(items).toEqual([expect.objectContaining({ personId: known.child })]);
  });
});

describe('a steward, who confirms that records of several agencies are of one person', () => {
  it('is made by the partnership, not by an administrator of one agency', async () => {
    await hub().enrol('housing', { sector: 'housing', roles: { administrator: { functions: ['administrator'] } } });
    const own = hub().as('housing', 'administrator');
    const role = { code: 'steward', title: 'Steward', reach: 'agency', functions: ['practitioner', 'steward'] };
    await hub().storesNothing(async () => {
      await own.post('/agencies/housing/roles', role).refused(403, 'request/not-your-agency');
    });
    await own.post('/agencies/housing/roles', { ...role, code: 'officer', functions: ['practitioner'] }).created();
    await hub().administrator.post('/agencies/housing/roles', role).created();
  });
});
