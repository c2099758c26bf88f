import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const governance = { functions: ['information-governance'] } as const;
const administrator = { functions: ['administrator'] } as const;

const flow = (number: number, more: object) => ({
  number,
  categories: ['identity', 'attendance', 'health-visit'],
  roles: ['dsl', 'visitor'],
  purposes: ['early-help'],
  route: 'consent',
  basis: { article6: 'a', article9: 'a' },
  consentRequired: true,
  labels: [],
  onward: ['NORDSCLCD'],
  ...more,
});

const terms = {
  title: 'Early help in Northbridge',
  kind: 'sharing',
  parties: ['school', 'health'],
  startsOn: '2026-06-01T00:00:00.000Z',
  reviewOn: '2027-06-01T00:00:00.000Z',
  clauses: { purpose: 'To help early.' },
  flows: [flow(1, { from: 'health', to: 'school' }), flow(2, { from: 'school', to: 'health' })],
};

/** What the story has come to so far. */
const known: Record<string, string> = {};

beforeAll(async () => {
  await hub().enrol('school', { sector: 'education', roles: { dsl: {}, ig: governance, head: administrator } });
  await hub().enrol('health', { sector: 'health', roles: { visitor: {}, ig: governance, chief: administrator } });
});

/** A reading answers with no position to wait for, and its entry is folded a moment later. */
const trailHasCaughtUp = async (): Promise<void> => {
  expect(await hub().waitFor(await hub().store.head())).toBe(true);
};

describe('an agreement', () => {
  it('is proposed with its gaps named, and signed by every party', async () => {
    const school = hub().as('school', 'ig');
    const { id, version } = await school.post('/agreements', { terms }).created();
    const proposed = await school.post(`/agreements/${id}/proposals`, { version }).created();
    expect(proposed.gaps).toEqual(expect.arrayContaining(['clause-missing:security']));
    let { revision } = proposed;
    for (const signatory of [hub().as('school', 'head'), hub().as('health', 'chief')])
      ({ revision } = await signatory
        .post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }, { ifMatch: revision })
        .created());
    await school.get(`/agreements/${id}`).expect(200, { status: 'in-force', inForce: 1 });
    known['agreement'] = id;
  });
});

describe('a family', () => {
  it('is recorded by the agencies that deal with it', async () => {
    const [school, health] = [hub().as('school', 'dsl'), hub().as('health', 'visitor')];
    const person = (given: string, dateOfBirth: string) => ({ name: { given, family: 'Example' }, dateOfBirth });
    const child = (await health.post('/people', person('Ada', '2021-02-03')).created()).id;
    const mother = (await health.post('/people', person('Bea', '1990-05-06')).created()).id;
    const members = [
      { personId: child, role: 'child', from: '2021-02-03T00:00:00.000Z' },
      { personId: mother, role: 'mother', from: '2021-02-03T00:00:00.000Z' },
    ];
    const family = (await health.post('/families', { members }).created()).id;
    const since = { from: '2026-06-01T00:00:00.000Z' };
    await health
      .post(`/people/${child}/parental-responsibilities`, { holder: mother, how: 'birth', ...since })
      .created();
    await school.post(`/people/${child}/involvements`, { workers: [], service: 'Nursery', ...since }).created();
    Object.assign(known, { child, mother, family });
  });

  it('gives a consent, and a health visitor writes a note', async () => {
    const health = hub().as('health', 'visitor');
    const scope = { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] };
    const consent = {
      subject: known['child'],
      grantor: known['mother'],
      capacity: 'parental-responsibility',
      decision: 'permit',
      scope,
      from: '2026-06-01T00:00:00.000Z',
      effectiveAt: '2026-06-29T10:00:00.000Z',
    };
    known['consent'] = (await health.post('/consents', consent).created()).id;
    const passages = [
      { text: 'Ada is settling well.', subjects: [known['child']], thirdParties: [], location: 'checked' },
    ];
    known['note'] = (await health.post('/case-notes', { category: 'health-visit', labels: [], passages }).created()).id;
  });
});

describe('the school', () => {
  const view = () => hub().as('school', 'dsl').get(`/families/${known['family']}/view`, { purpose: 'early-help' });
  const textsIn = (answer: { items: { passages: { content?: { text?: string } }[] }[] }) =>
    answer.items.flatMap(({ passages }) => passages.flatMap(({ content }) => content?.text ?? []));

  it('reads the note under the agreement and the consent', async () => {
    const answer = await view().expect(200);
    expect(textsIn(answer)).toEqual(['Ada is settling well.']);
    expect(answer.outcome).toBe('partial');
    known['disclosure'] = answer.disclosureId;
    await hub().as('school', 'dsl').get(`/case-notes/${known['note']}`, { purpose: 'early-help' }).expect(200);
  });

  it('reads it no more from the moment of the withdrawal', async () => {
    const health = hub().as('health', 'visitor');
    await health.post(`/consents/${known['consent']}/withdrawals`, { subject: known['child'] }).created();
    const answer = await hub()
      .as('school', 'dsl')
      .get(`/families/${known['family']}/view`, { purpose: 'early-help', minPosition: null })
      .expect(200);
    expect(textsIn(answer)).toEqual([]);
    expect(answer.reasons).toContainEqual(expect.objectContaining({ code: 'CONSENT_WITHDRAWN' }));
    await hub().as('school', 'dsl').get(`/case-notes/${known['note']}`, { purpose: 'early-help' }).refused(404);
  });

  it('is told of the consent and its withdrawal, and the trail says which consent was told', async () => {
    const school = hub().as('school', 'dsl');
    const { items, disclosureId } = await school
      .get(`/people/${known['child']}/consents`, { purpose: 'early-help' })
      .expect(200);
    expect(items).toEqual([expect.objectContaining({ consentId: known['consent'], withdrawn: true })]);
    const officer = hub().as('school', 'ig');
    await trailHasCaughtUp();
    const entry = await officer.get(`/disclosures/${disclosureId}`).expect(200);
    expect(entry.items).toEqual([
      expect.objectContaining({
        question: 'consents',
        subjects: expect.arrayContaining([known['child'], known['mother']]),
        items: [expect.objectContaining({ item: `consent-${known['consent']}` })],
      }),
    ]);
    const replayed = await officer.post(`/disclosures/${disclosureId}:replay`).expect(200);
    expect(replayed.items).toEqual([expect.objectContaining({ same: true })]);
    expect(JSON.stringify(replayed.items[0].then)).toContain(`consent-${known['consent']}`);
  });

  it('states a purpose, or is told to', async () => {
    const school = hub().as('school', 'dsl');
    await school.get(`/families/${known['family']}/view`).refused(403, 'request/purpose-missing');
    await school.get(`/families/${known['family']}/view`, { purpose: 'curiosity' }).refused(400);
    await hub().as('school', 'ig').get('/caseload', { purpose: 'audit' }).expect(200);
  });
});

describe('the trail', () => {
  it('tells the whole story to information governance, and to nobody else', async () => {
    const officer = hub().as('school', 'ig');
    const { items } = await officer.post('/disclosures:search', { subject: known['child'] }).expect(200);
    expect(items).toContainEqual(expect.objectContaining({ kind: 'disclosure' }));
    expect(JSON.stringify(items)).not.toContain('settling');
    // The note that showed no more.
    const denials = officer.post('/disclosures:search', { kind: 'denial', worker: 'school-dsl' });
    await denials.expect(200, { items: [{ question: 'case-note', subjects: [], reasons: ['SUBJECT_UNKNOWN'] }] });
    await hub().as('school', 'dsl').post('/disclosures:search', {}).refused(403);
    await officer.get(`/disclosures/${known['disclosure']}`).expect(200);
  });

  it('leaves as a table, recorded before its first line', async () => {
    const officer = hub().as('school', 'ig');
    const csv = await officer.post(
      '/disclosures:search',
      { subject: known['child'] },
      { headers: { accept: 'text/csv' } },
    );
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(csv.text.split('\r\n')[0]).toMatch(/^recordedAt,at,kind/);
    await trailHasCaughtUp();
    const { items } = await officer.post('/disclosures:search', { kind: 'trail-read' }).expect(200);
    expect(items).toContainEqual(expect.objectContaining({ question: 'export' }));
  });

  it('shows the source who was told which of its items', async () => {
    const { items } = await hub()
      .as('health', 'ig')
      .post('/disclosures:search', { subject: known['child'], agency: 'school', kind: 'disclosure' })
      .expect(200);
    expect(items.length).toBeGreaterThan(0);
  });

  it('decides again as it decided then, and says what has moved since', async () => {
    const { items } = await hub().as('school', 'ig').post(`/disclosures/${known['disclosure']}:replay`).expect(200);
    expect(items[0]).toMatchObject({ same: true });
    expect(JSON.stringify(items[0].moved)).toContain('ConsentWithdrawn');
  });

  it('explains what would be decided now', async () => {
    const asked = { worker: 'school-dsl', role: 'dsl', purpose: 'early-help', familyId: known['family'] };
    const answer = await hub().as('school', 'ig').post('/decisions:explain', asked).expect(200);
    expect(answer.entitled).toBe(true);
    await hub()
      .as('school', 'ig')
      .post('/decisions:explain', { ...asked, agency: 'health' })
      .refused(403);
  });
});

describe('a search', () => {
  it('finds a person by name and date of birth, and nobody for whom nothing is shown', async () => {
    const wanted = { purpose: 'early-help', name: { family: 'Example' }, dateOfBirth: '2021-02-03' };
    const { items } = await hub().as('health', 'visitor').post('/people:search', wanted).expect(200);
    expect(items).toEqual([expect.objectContaining({ personId: known['child'] })]);
    await hub().as('health', 'visitor').post('/people:search', { purpose: 'early-help' }).refused(422);
  });
});
