import { agree, plainFlow } from '../e2e/agreed.js';
import { withHub, type Agent, type Answer } from '../e2e/hub.js';
import { ROLES } from './roles.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const AGENCIES = ['school', 'health', 'police', 'housing'] as const;
type AgencyName = (typeof AGENCIES)[number];
type Pair = 'school' | 'health';

/** What is looked at of an item. */
interface Item {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
}

/** What one of the two has recorded of the family. */
interface Own {
  readonly child: string;
  readonly mother: string;
  readonly family: string;
  readonly note: string;
}

const own: Partial<Record<Pair, Own>> = {};
const ownOf = (agency: Pair): Own => own[agency]!;
const other = (agency: Pair): Pair => (agency === 'school' ? 'health' : 'school');
const as = (agency: string, role: 'dsl' | 'ig'): Agent => hub().as(agency, role);

const shared = ['identity', 'address', 'involvement', 'family-composition', 'family-story', 'attendance'] as const;

const inForce = async (): Promise<void> => {
  const pairs = AGENCIES.flatMap((from) => AGENCIES.filter((to) => to !== from).map((to) => ({ from, to })));
  const flows = pairs.map((ends, index) => plainFlow(index + 1, { ...ends, categories: shared }));
  const parties = new Map(AGENCIES.map((party) => [party, hub().as(party, 'head')]));
  await agree({ administrator: hub().administrator, parties, startsOn: since.from, flows });
};

const numbers = { child: '9990000026', mother: '9990000018' };
const involvement = { workers: [], service: 'Works with them', location: 'checked', ...since };

const register = async (agent: Agent, given: string, dateOfBirth: string, value: string): Promise<string> => {
  const identifiers = [{ scheme: 'nhs-number', value }];
  const addresses = [{ lines: ['1 Example Street'], postcode: 'ZZ99 1AA', ...since }];
  const body = { name: { given, family: 'Example' }, dateOfBirth, identifiers, addresses, involvement };
  const { id } = await agent.post('/people', body).created();
  return String(id);
};

const scope = { purposes: [purpose], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] };

/** A child with a mother, a note, a story and a consent, as one of the two has them all. */
const record = async (agency: Pair): Promise<void> => {
  const agent = as(agency, 'dsl');
  const child = await register(agent, 'Ada', '2016-02-03', numbers.child);
  const mother = await register(agent, 'Bea', '1990-02-03', numbers.mother);
  const members = [
    { personId: child, role: 'child', ...since },
    { personId: mother, role: 'mother', ...since },
  ];
  const family = (await agent.post('/families', { members }).created()).id;
  const story = { tellers: [mother], about: [child], words: `A story told to ${agency}` };
  await agent.post(`/families/${family}/stories`, story).created();
  await agent.post(`/families/${family}/story-reviews`, { version: 1, location: 'checked' });
  const passages = [{ text: `A note of ${agency}`, subjects: [child, mother], thirdParties: [] }];
  const note = (await agent.post('/case-notes', { category: 'attendance', labels: [], passages }).created()).id;
  await agent
    .post('/consents', {
      subject: child,
      grantor: mother,
      capacity: 'parental-responsibility',
      decision: 'permit',
      scope,
      ...since,
      effectiveAt: since.from,
    })
    .created();
  own[agency] = { child, mother, family, note };
};

/** Everything that an agency reads about somebody, from every door. */
const reads = async (agency: AgencyName, people: readonly string[], families: readonly string[]) => {
  const agent = as(agency, 'dsl');
  const answers: [string, Answer][] = [];
  const read = async (what: string, answer: PromiseLike<Answer>): Promise<Answer> => {
    const got = await answer;
    answers.push([what, got]);
    return got;
  };
  /** All pages, of one item each. */
  const pages = async (path: string): Promise<void> => {
    let after: string | undefined;
    do {
      const got = await read(path, agent.get(path, { purpose, query: { limit: 1, ...(after && { after }) } }));
      after = got.body.page?.next;
    } while (after !== undefined);
  };

  for (const family of families) {
    await read('family', agent.get(`/families/${family}/view`, { purpose }));
    await pages(`/families/${family}/chronology`);
    for (const person of people)
      await read('member', agent.get(`/families/${family}/chronology`, { purpose, query: { member: person } }));
  }
  for (const person of people) {
    await read('person', agent.get(`/people/${person}/view`, { purpose }));
    await pages(`/people/${person}/view`);
    await read('consents', agent.get(`/people/${person}/consents`, { purpose }));
  }
  for (const { note } of Object.values(own)) await read('note', agent.get(`/case-notes/${note}`, { purpose }));
  const name = { given: 'Ada', family: 'Example' };
  await read('search', agent.post('/people:search', { purpose, name, dateOfBirth: '2016-02-03' }));
  for (const nhsNumber of Object.values(numbers))
    await read('search', agent.post('/people:search', { purpose, nhsNumber }));
  await read('caseload', agent.get('/caseload', { purpose }));
  return answers;
};

/** An entry of the trail for each thing that is said there: of those of one time that say the same, one. */
const oneOfEach = (entries: readonly { readonly id: string; readonly disclosureId: string }[]): readonly string[] => [
  ...new Map(entries.map(({ id: _, disclosureId, ...says }) => [JSON.stringify(says), disclosureId])).values(),
];

/** Everything that its officer reads: the trail of all that was ever asked, again and explained. */
const audits = async (agency: AgencyName, people: readonly string[], families: readonly string[]) => {
  const officer = as(agency, 'ig');
  const answers: [string, Answer][] = [];
  const read = async (what: string, answer: PromiseLike<Answer>): Promise<Answer> => {
    const got = await answer;
    answers.push([what, got]);
    return got;
  };
  const colleague = { worker: `${agency}-dsl`, role: 'dsl', purpose };
  for (const personId of people)
    await read('explained', officer.post('/decisions:explain', { ...colleague, personId }));
  for (const familyId of families)
    await read('explained', officer.post('/decisions:explain', { ...colleague, familyId }));
  for (const accept of ['text/csv', 'application/jsonl'])
    await read(accept, officer.post('/disclosures:search', {}, { headers: { accept } }));
  const trail = await read('trail', officer.post('/disclosures:search', {}));
  for (const subject of people) await read('trail of', officer.post('/disclosures:search', { subject }));
  for (const disclosureId of oneOfEach(trail.body.items)) {
    await read('entry', officer.get(`/disclosures/${disclosureId}`));
    await read('replay', officer.post(`/disclosures/${disclosureId}:replay`));
  }
  return answers;
};

const everything = async (agency: AgencyName, people: readonly string[], families: readonly string[] = []) => [
  ...(await reads(agency, people, families)),
  ...(await audits(agency, people, families)),
];

const textOf = ({ text, headers }: Answer): string => `${text}\n${JSON.stringify([...headers])}`;

const told = (answers: readonly [string, Answer][], id: string): readonly string[] =>
  answers.flatMap(([what, answer]) => (textOf(answer).includes(id) ? [what] : []));

const matches: { people: readonly string[]; matchId: string }[] = [];

const steward = () => hub().as('board', 'steward');

const confirm = async (): Promise<void> => {
  hub().clock.advance({ minutes: 1 });
  for (const { matchId, people } of matches) {
    await steward().post(`/matches/${matchId}/confirmations`).created();
    for (const person of people) await hub().happened('PersonLinked', ({ stream }) => stream === `person-${person}`);
  }
};

const undo = async (): Promise<void> => {
  hub().clock.advance({ minutes: 1 });
  for (const { matchId } of matches) await steward().post(`/matches/${matchId}/undoings`).created();
};

const PAIR = ['school', 'health'] as const;
/** Agencies without a record of their own, each of which works with the child under one of the two records. */
const THIRD = { police: 'school', housing: 'health' } as const;
const thirds = Object.entries(THIRD) as ['police' | 'housing', Pair][];

beforeAll(async () => {
  for (const id of AGENCIES) await hub().enrol(id, { roles: ROLES });
  await hub().enrol('probation', { roles: { dsl: {}, ig: { functions: ['information-governance'] } } });
  await hub().enrol('board', { roles: { steward: { functions: ['steward'] } } });
  await inForce();
  for (const agency of PAIR) await record(agency);
  for (const [agency, by] of thirds)
    for (const person of [ownOf(by).child, ownOf(by).mother])
      await as(agency, 'dsl').post(`/people/${person}/involvements`, involvement).created();
  for (const whom of ['child', 'mother'] as const) {
    const people = PAIR.map((agency) => ownOf(agency)[whom]).sort();
    const isOfBoth = ({ data }: { readonly data: unknown }): boolean =>
      (data as { readonly people: readonly string[] }).people.join() === people.join();
    const { data, position } = await hub().happened('MatchProposed', isOfBoth);
    await hub().waitFor(position);
    matches.push({ people, matchId: (data as { readonly matchId: string }).matchId });
  }
}, 120_000);

const sweep = async (agency: Pair) =>
  everything(agency, [ownOf(agency).child, ownOf(agency).mother], [ownOf(agency).family]);

const sweepOfThird = async (agency: 'police' | 'housing') => {
  const { child, mother, family } = ownOf(THIRD[agency]);
  return everything(agency, [child, mother], [family]);
};

const idsIn = (answers: readonly [string, Answer][], { child, mother }: Own) => ({
  child: told(answers, child),
  mother: told(answers, mother),
});

const itemsIn = (answers: readonly [string, Answer][], wanted: string): readonly Item[] =>
  answers.filter(([door]) => door === wanted).flatMap(([, { body }]) => body.items as readonly Item[]);

const DOORS = ['family', 'person', 'search', 'caseload', 'note', 'trail', 'entry', 'replay', 'explained'];
const KINDS = ['identity', 'address', 'family-member', 'family-story', 'involvement', 'case-note'];

/** What everybody is told, and by whose ids. */
const nobodyIsToldOfAnothersRecord = (linked: boolean): void => {
  it.each(PAIR)('of the one is in no answer to the other: %s', async (agency) => {
    const answers = await sweep(agency);
    expect(idsIn(answers, ownOf(other(agency)))).toEqual({ child: [], mother: [] });
    expect([...new Set(told(answers, ownOf(agency).child))]).toEqual(expect.arrayContaining([...DOORS, 'consents']));
    const theirs = itemsIn(answers, 'person').filter(({ source }) => source === other(agency));
    expect([...new Set(theirs.map(({ kind }) => kind))].sort()).toEqual(linked ? [...KINDS].sort() : []);
    const ids = itemsIn(answers, 'family').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(thirds)('that one without its own does not work with is in no answer to it: %s', async (agency, by) => {
    const answers = await sweepOfThird(agency);
    expect(idsIn(answers, ownOf(other(by)))).toEqual({ child: [], mother: [] });
    expect([...new Set(told(answers, ownOf(by).child))]).toEqual(expect.arrayContaining(DOORS));
  });

  it.each(PAIR)('that somebody who knows neither asks for is the one that it is told: %s', async (by) => {
    const { child, family } = ownOf(by);
    const agent = as('probation', 'dsl');
    const override = (await agent.post('/overrides', { subjects: [child], because: 'At once.' }).created()).id;
    const asked = { purpose, override };
    const person = await agent.get(`/people/${child}/view`, asked);
    const answers: [string, Answer][] = [
      ['person', person],
      ['consents', await agent.get(`/people/${child}/consents`, asked)],
      ['family', await agent.get(`/families/${family}/view`, asked)],
      ['entry', await as('probation', 'ig').get(`/disclosures/${person.body.disclosureId}`)],
      ['replay', await as('probation', 'ig').post(`/disclosures/${person.body.disclosureId}:replay`)],
    ];
    expect(told(answers, child)).toEqual(expect.arrayContaining(['person', 'entry', 'replay']));
    expect(told(answers, ownOf(other(by)).child)).toEqual([]);
  });
};

describe('the record', () => {
  describe('before anybody has said that two are of one person,', () => nobodyIsToldOfAnothersRecord(false));

  describe('once the match is confirmed,', () => {
    beforeAll(confirm);
    nobodyIsToldOfAnothersRecord(true);
  });

  describe('once the match is undone,', () => {
    beforeAll(undo);
    nobodyIsToldOfAnothersRecord(false);
  });

  describe('once the match is confirmed again,', () => {
    beforeAll(confirm);
    nobodyIsToldOfAnothersRecord(true);
  });
});

describe('by its own record of somebody an agency, while the match stands,', () => {
  const consentsOf = async (agency: Pair, recordedBy: Pair) => {
    const { body } = await as(agency, 'dsl').get(`/people/${ownOf(agency).child}/consents`, { purpose });
    return (body.items as readonly { consentId: string; agencyId: string; withdrawn: boolean }[]).filter(
      ({ agencyId }) => agencyId === recordedBy,
    );
  };

  it('is told of a disclosure by hand about the other, and finds it by its own', async () => {
    const body = {
      subjects: [ownOf('health').child],
      recipient: { agencyId: 'school' },
      route: 'phone',
      purpose,
      categories: ['attendance'],
      basis: { article6: 'e' },
      because: 'It was asked.',
      effectiveAt: since.from,
    };
    await as('health', 'dsl').post('/disclosures', body).created();
    const entries = as('school', 'ig').post('/disclosures:search', { kind: 'manual' });
    await entries.expect(200, { items: [{ subjects: [ownOf('school').child] }] });
    const found = async (subject: string) =>
      (await as('school', 'ig').post('/disclosures:search', { kind: 'manual', subject })).body.items as object[];
    expect(await found(ownOf('school').child)).toMatchObject([{ subjects: [ownOf('school').child] }]);
    expect(await found(ownOf('health').mother)).toEqual([]);
  });

  it.each(PAIR)('withdraws a consent that the other has recorded: %s', async (agency) => {
    const [given] = await consentsOf(agency, other(agency));
    expect(given).toMatchObject({ subject: ownOf(agency).child, grantor: ownOf(agency).mother, withdrawn: false });
    await as(agency, 'dsl')
      .post(`/consents/${given!.consentId}/withdrawals`, { subject: ownOf(agency).child })
      .created();
    expect(await consentsOf(agency, other(agency))).toMatchObject([{ withdrawn: true }]);
    expect(await consentsOf(other(agency), other(agency))).toMatchObject([{ withdrawn: true }]);
  });

  it('withdraws all that a grantor has given, where the other alone has recorded it', async () => {
    const { child: subject, mother: grantor } = ownOf('health');
    const capacity = 'parental-responsibility';
    const consent = { subject, grantor, capacity, decision: 'permit', scope, ...since, effectiveAt: since.from };
    const { id } = await as('health', 'dsl').post('/consents', consent).created();
    const { child, mother } = ownOf('school');
    await as('school', 'dsl').post(`/people/${child}/consent-withdrawals`, { grantor: mother }).created();
    const consents = await consentsOf('health', 'health');
    expect(consents.find(({ consentId }) => consentId === id)).toMatchObject({ withdrawn: true });
  });

  it('says who has left a family that has them by the other', async () => {
    const { family, mother } = ownOf('health');
    const sibling = await register(as('school', 'dsl'), 'Cy', '2018-02-03', '9990000034');
    const joining = { personId: sibling, role: 'sibling', ...since };
    // Whoever shares a family with somebody that the school knows may be written about by it.
    await as('health', 'dsl').post(`/people/${sibling}/involvements`, involvement).created();
    await as('health', 'dsl').post(`/families/${family}/members`, joining).created();
    await as('school', 'dsl')
      .post(`/families/${family}/members/${ownOf('school').mother}/departures`, { until: '2026-06-02T00:00:00.000Z' })
      .created();
    const left = await hub().happened('FamilyMemberLeft');
    expect(left.data).toMatchObject({ familyId: family, personId: mother, agencyId: 'school' });
  });

  it('says that somebody has left who came back, or is there twice, under the other', async () => {
    const { child, mother } = ownOf('school');
    const theirs = ownOf('health').mother;
    const members = [
      { personId: child, role: 'child', ...since },
      { personId: mother, role: 'mother', ...since },
    ];
    const family = String((await as('school', 'dsl').post('/families', { members }).created()).id);
    await as('health', 'dsl').post(`/people/${child}/involvements`, involvement).created();
    const joins = (agency: Pair, personId: string, day: number) =>
      as(agency, 'dsl')
        .post(`/families/${family}/members`, { personId, role: 'mother', from: `2026-06-0${day}T00:00:00.000Z` })
        .created();
    const leaves = (day: number) =>
      as('school', 'dsl')
        .post(`/families/${family}/members/${mother}/departures`, { until: `2026-06-0${day}T00:00:00.000Z` })
        .created();
    const left = async (personId: string, day: number): Promise<void> => {
      const until = `2026-06-0${day}T00:00:00.000Z`;
      const said = (data: unknown): string => {
        const { familyId, ...of } = data as { familyId: string; personId: string; until: string };
        return [familyId, of.personId, of.until].join();
      };
      await hub().happened('FamilyMemberLeft', ({ data }) => said(data) === [family, personId, until].join());
    };
    await leaves(2);
    await joins('health', theirs, 3);
    await leaves(4);
    await left(theirs, 4);
    await joins('health', theirs, 5);
    await joins('school', mother, 5);
    await leaves(6);
    for (const record of [mother, theirs]) await left(record, 6);
  });
});
