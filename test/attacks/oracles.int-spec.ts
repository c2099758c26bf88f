import { createHash, randomUUID } from 'node:crypto';
import { agree, plainFlow } from '../e2e/agreed.js';
import { withHub, type Agent, type Call } from '../e2e/hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const since = { from: '2026-06-01T00:00:00.000Z' };
const governance = { functions: ['information-governance'] } as const;
const administrator = { functions: ['administrator'] } as const;
const conflict = { worker: 'jo', kind: 'inferred' };
const known = { child: '', mother: '', lodger: '', family: '', own: '' };
const as = (agency: string, role: string): Agent => hub().as(agency, role);

const flow = (number: number, more: object) =>
  plainFlow(number, { categories: ['identity', 'address', 'attendance'], ...more });

const inForce = (names: readonly string[], flows: readonly object[]): Promise<void> => {
  const parties = new Map(names.map((party) => [party, as(party, 'head')]));
  return agree({ administrator: hub().administrator, parties, startsOn: since.from, flows });
};

const person = (given: string, more: object = {}) => ({
  name: { given, family: 'Example' },
  dateOfBirth: '2019-02-03',
  ...more,
});

beforeAll(async () => {
  for (const id of ['school', 'health'])
    await hub().enrol(id, { sector: 'health', roles: { dsl: {}, ig: governance, head: administrator } });
  await inForce(['school', 'health'], [flow(1, { from: 'health', to: 'school' })]);
  const health = as('health', 'dsl');
  known.child = (await health.post('/people', person('Ada')).created()).id;
  known.mother = (await health.post('/people', person('Bea')).created()).id;
  const members = [
    { personId: known.child, role: 'child', ...since },
    { personId: known.mother, role: 'mother', ...since },
  ];
  known.family = (await health.post('/families', { members }).created()).id;
  known.own = (await as('school', 'dsl').post('/people', person('Own')).created()).id;
});

describe('an officer of an agency that is not let in', () => {
  const asked = { worker: 'school-dsl', role: 'dsl', purpose: 'early-help' };

  it('learns from an explanation of a family no more than of one that does not exist', async () => {
    const officer = as('school', 'ig');
    // The school worked with the child once, and knows no more than that.
    const past = { workers: [], service: 'School', ...since, until: '2026-06-02T00:00:00.000Z' };
    await as('school', 'dsl').post(`/people/${known.child}/involvements`, past).created();
    const explained = (familyId: string) => officer.post('/decisions:explain', { ...asked, familyId }).expect(200);
    const withheld = await explained(known.family);
    expect(JSON.stringify(withheld)).not.toContain(known.child);
    expect(JSON.stringify(withheld)).not.toContain(known.mother);
    expect({ ...withheld, reasons: [] }).toEqual({ ...(await explained(randomUUID())), reasons: [] });
  });

  it('learns from a replay of a denial nobody whom the caller could not name', async () => {
    const { headers } = await as('school', 'dsl').get(`/families/${known.family}/view`, { purpose: 'early-help' });
    expect(headers).toBeDefined();
    const officer = as('school', 'ig');
    const { data } = await hub().happened('DisclosureDenied');
    const { requestId } = data as { requestId: string };
    const answer = await officer.post(`/disclosures/${requestId}:replay`).expect(200);
    expect(JSON.stringify(answer)).not.toContain(known.child);
    expect(JSON.stringify(answer)).not.toContain(known.mother);
  });

  it('learns from a replay of a search nobody who was not shown', async () => {
    const wanted = { purpose: 'early-help', name: { family: 'Example' }, dateOfBirth: '2019-02-03' };
    const found = await as('school', 'dsl').post('/people:search', wanted).expect(200);
    expect(found.items).toEqual([expect.objectContaining({ personId: known.own })]);
    const answer = await as('school', 'ig').post(`/disclosures/${found.disclosureId}:replay`).expect(200);
    expect(JSON.stringify(answer)).not.toContain(known.child);
  });
});

describe('a search', () => {
  it('does not find an adopted child by the address from before', async () => {
    const address = (postcode: string, from: string, until?: string) => ({
      lines: ['1 Example Street'],
      postcode,
      from,
      ...(until && { until }),
    });
    const addresses = [
      address('ZZ99 1AA', '2019-03-01T00:00:00.000Z', '2022-01-01T00:00:00.000Z'),
      address('ZZ99 2BB', '2022-01-01T00:00:00.000Z'),
    ];
    const child = (await as('health', 'dsl').post('/people', person('Cy', { addresses })).created()).id;
    await as('school', 'dsl')
      .post(`/people/${child}/involvements`, { workers: [], service: 'School', ...since })
      .created();
    const custodians = [{ agency: 'health', roles: [], purposes: [] }];
    const adoption = {
      kind: 'adoption',
      categories: ['address'],
      custodians,
      workers: [],
      before: '2022-01-01T00:00:00.000Z',
      ...since,
    };
    await as('health', 'dsl').post(`/people/${child}/restrictions`, adoption).created();
    const by = (postcode: string) =>
      as('school', 'dsl')
        .post('/people:search', { purpose: 'early-help', name: { given: 'Cy' }, postcode })
        .expect(200);
    expect((await by('ZZ99 2BB')).items).toHaveLength(1);
    expect((await by('ZZ99 1AA')).items).toEqual([]);
  });
});

describe('the consents about a child whose address is protected', () => {
  it('do not tell that a refuge deals with the family', async () => {
    await hub().enrol('refuge', { sector: 'voluntary', roles: { worker: {} } });
    const refuge = as('refuge', 'worker');
    const child = (await refuge.post('/people', person('Di')).created()).id;
    const mother = (await refuge.post('/people', person('Ed')).created()).id;
    await as('school', 'dsl')
      .post(`/people/${child}/involvements`, { workers: [], service: 'School', ...since })
      .created();
    const scope = { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] };
    const consent = {
      subject: child,
      grantor: mother,
      capacity: 'parental-responsibility',
      decision: 'permit',
      scope,
      ...since,
      effectiveAt: since.from,
    };
    await refuge.post('/consents', consent).created();
    const readBy = (agent: Agent): Call => agent.get(`/people/${child}/consents`, { purpose: 'early-help' });
    await readBy(as('school', 'dsl')).expect(200, { items: [{ agencyId: 'refuge' }] });
    const custodians = [{ agency: 'refuge', roles: [], purposes: [] }];
    const restriction = { kind: 'protected-address', custodians, workers: [], ...since };
    await refuge.post(`/people/${child}/restrictions`, restriction).created();
    await readBy(as('school', 'dsl')).expect(200, { items: [] });
    await readBy(refuge).expect(200, { items: [{ agencyId: 'refuge' }] });
  });
});

describe('the id of a person', () => {
  it('is the same for a repeat, and does not follow from a key that somebody may guess', async () => {
    const key = '00000000-0000-5000-8000-000000000001';
    const { id } = await as('health', 'dsl').post('/people', person('Fi'), { key }).created();
    await as('health', 'dsl').post('/people', person('Fi'), { key }).created({ id });
    const guessed = createHash('sha256')
      .update(JSON.stringify(['id', 'health', key, 'record']))
      .digest('hex');
    expect(String(id).slice(0, 13)).not.toBe(`${guessed.slice(0, 8)}-${guessed.slice(8, 12)}`);
  });
});

describe('a position to wait for', () => {
  it('that is none is a fault of the caller’s', async () => {
    await as('school', 'dsl')
      .get(`/people/${known.own}/view`, { purpose: 'early-help', minPosition: 'abc' })
      .refused(400, 'request/position-unknown');
    await as('school', 'dsl')
      .get(`/people/${known.own}/view`, { purpose: 'early-help', minPosition: '9'.repeat(30) })
      .refused(400, 'request/position-unknown');
  });
});

describe('a write', () => {
  it('does not tell whether another agency has recorded a conflict of interest', async () => {
    await as('school', 'dsl')
      .post(`/people/${known.child}/involvements`, { workers: [], service: 'School', ...since })
      .created();
    await as('health', 'dsl')
      .post(`/people/${known.child}/conflicts-of-interest`, { worker: 'jo', kind: 'inferred' })
      .created();
    const flagged = await as('school', 'dsl').post(`/people/${known.child}/conflicts-of-interest/jo/clearances`);
    const clean = await as('school', 'dsl').post(`/people/${known.child}/conflicts-of-interest/al/clearances`);
    expect(flagged.status).toBe(clean.status);
  });

  it('does not tell that others have recorded something', async () => {
    const probe = () => as('school', 'dsl').post(`/people/${known.child}/conflicts-of-interest/nobody/clearances`);
    const before = await probe();
    await as('health', 'dsl')
      .post(`/people/${known.child}/harm-findings`, { reviewOn: '2027-01-01T00:00:00.000Z', because: 'x' })
      .created();
    const after = await probe();
    expect(after.status).toBe(before.status);
    for (const { headers, body } of [before, after]) {
      expect(headers.get('etag')).toBeNull();
      expect(Object.keys(body)).toEqual(['id', 'position']);
    }
  });

  it('that changes nothing says where the log ends, not when somebody last wrote about the person', async () => {
    const probe = () => as('school', 'dsl').post(`/people/${known.child}/conflicts-of-interest/nobody/clearances`);
    await as('health', 'dsl').post(`/people/${known.child}/conflicts-of-interest`, conflict).created();
    const { position } = await as('health', 'dsl').post('/people', person('Gi')).created();
    expect((await probe()).body.position).toBe(await hub().store.head());
    expect(hub().store.isAfter(position, (await probe()).body.position)).toBe(false);
  });

  it.each<[string, () => [string, object]]>([
    ['a person', () => [`/people/${known.child}/conflicts-of-interest/nobody/clearances`, {}]],
    ['a family', () => [`/families/${known.family}/members/${known.mother}/departures`, { until: since.from }]],
    ['consents', () => [`/people/${known.child}/consent-withdrawals`, { grantor: known.mother }]],
  ])('about %s takes no revision that could be guessed', async (_, asked) => {
    const [path, body] = asked();
    await hub().storesNothing(async () => {
      for (const ifMatch of [0, 1, 7])
        await as('health', 'dsl').post(path, body, { ifMatch }).refused(400, 'request/header-not-valid');
    });
  });

  it('of a note is held against what its own agency has written since', async () => {
    const words = (text: string) => ({ passages: [{ text, subjects: [known.child], thirdParties: [] }] });
    const health = as('health', 'dsl');
    const note = await health.post('/case-notes', { category: 'injury', labels: [], ...words('one') }).created();
    const correct = (text: string, ifMatch: number): Call =>
      health.post(`/case-notes/${note.id}/corrections`, { ...words(text), because: 'wrong' }, { ifMatch });
    await correct('two', note.revision).created({ revision: 1 });
    await correct('three', note.revision).refused(412, 'request/changed-since');
  });
});
