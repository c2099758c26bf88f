import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPostgres } from '@hub/postgres/testing';
import { parse } from 'csv-parse/sync';
import { openHub, type Agent, type Opened, type TestHub } from '../e2e/hub.js';
import { extractOf, load, type TestExtract } from './command.js';

let opened: Opened | undefined;
afterAll(() => opened?.close());
const database = withPostgres();
const hub = (): TestHub => {
  if (!opened) throw new Error('the hub is there only while tests run');
  return opened.hub;
};

const EXTRACTS = { 'social-care': extractOf('csc'), schools: extractOf('education') } as const;
type Agency = keyof typeof EXTRACTS;

interface Row {
  readonly personId: string;
  readonly given: string;
}

/** The rows of an extract in order, by the ids that the hub gave them. */
const rowsOf = ({ file, journal }: TestExtract): readonly Row[] => {
  const ids = new Map(
    readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line.includes('personId'))
      .map((line) => JSON.parse(line) as { line: number; personId: string })
      .map(({ line, personId }) => [line, personId]),
  );
  const lines = [...ids.keys()].sort((one, other) => one - other);
  const names = parse<Record<string, string>>(readFileSync(file), { columns: true });
  return lines.map((line, index) => ({ personId: ids.get(line)!, given: names[index]!['First Name']! }));
};

interface Proposal {
  readonly matchId: string;
  readonly people: readonly [string, string];
  readonly confidence: number;
  readonly reasons: readonly { readonly field: string; readonly agreement: string }[];
}

const proposalsFor = async (steward: Agent): Promise<readonly Proposal[]> => {
  const all: Proposal[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: 200, ...(after !== undefined && { after }) };
    const { items, page } = await steward.get('/matches', { query, minPosition: null }).expect(200);
    all.push(...(items as Proposal[]));
    after = page.next;
    if (after === undefined) return all;
  }
};

/** Resolves once everybody in the log has been compared, whoever is one has been linked, and the views show it. */
const settled = async (): Promise<void> => {
  for (;;) {
    const head = await hub().store.head();
    const { rows } = await database().owner.query<{ position: string }>(
      `select position from hub.checkpoints where process = 'matching'`,
    );
    if (rows[0]?.position === head && (await hub().waitFor(head))) return;
    await sleep(50);
  }
};

const pairOf = (one: string, other: string): string => [one, other].sort().join(' ');

const flow = (number: number, more: object) => ({
  number,
  route: 'public-task',
  basis: { article6: 'e' },
  consentRequired: false,
  labels: [],
  onward: [],
  ...more,
});

const terms = {
  title: 'Children in need and their schools',
  kind: 'sharing',
  parties: ['social-care', 'schools'],
  startsOn: '2020-01-01T00:00:00.000Z',
  reviewOn: '2099-01-01T00:00:00.000Z',
  clauses: { purpose: 'That the child’s school and social worker know of each other.' },
  flows: [
    flow(1, {
      from: 'social-care',
      to: 'schools',
      roles: ['importer'],
      categories: ['identity', 'involvement'],
      purposes: ['education-support'],
    }),
    flow(2, {
      from: 'schools',
      to: 'social-care',
      roles: ['importer'],
      categories: ['identity', 'address'],
      purposes: ['child-in-need'],
    }),
  ],
};

const PURPOSES: Readonly<Record<Agency, string>> = { 'social-care': 'child-in-need', schools: 'education-support' };

/** What an agency is shown of a child: by source, the kinds of item. */
const shownTo = async (agency: Agency, personId: string) => {
  const answer = await hub()
    .as(agency, 'importer')
    .get(`/people/${personId}/view`, { purpose: PURPOSES[agency] })
    .expect(200);
  const items = answer.items as { kind: string; source: string }[];
  const kindsFrom = (source: Agency) =>
    items
      .filter((item) => item.source === source)
      .map(({ kind }) => kind)
      .sort();
  return { 'social-care': kindsFrom('social-care'), schools: kindsFrom('schools') };
};

const OWN = ['address', 'identity', 'involvement'];
const known: { steward: Agent; proposals: readonly Proposal[] } = { steward: undefined as never, proposals: [] };

beforeAll(async () => {
  opened = await openHub(database(), {});
  const roles = { importer: {}, steward: { functions: ['steward'] }, head: { functions: ['administrator'] } } as const;
  for (const agency of Object.keys(EXTRACTS) as Agency[]) {
    await hub().enrol(agency, { roles });
    hub().as(agency, 'importer');
    const token = (await hub().tokenFor(JSON.stringify([agency, 'importer', `${agency}-importer`]))) ?? '';
    const { code, err } = await load(EXTRACTS[agency], hub().url, token).ended;
    if (code !== 0) throw new Error(err);
  }
  known.steward = hub().as('social-care', 'steward');
  await settled();
  known.proposals = await proposalsFor(known.steward);
}, 300_000);

describe('after two agencies’ first load', () => {
  it('the same children are proposed as matches, and those who are doubtful come below all of them', () => {
    const [council, schools] = [rowsOf(EXTRACTS['social-care']), rowsOf(EXTRACTS.schools)];
    expect([council.length, schools.length]).toEqual([500, 500]);
    const pairs = council.map((row, index) => ({ row, other: schools[index]! }));
    const keyOf = ({ row, other }: (typeof pairs)[number]) => pairOf(row.personId, other.personId);
    const isTrue = ({ row, other }: (typeof pairs)[number]) => row.given === other.given;
    const [truth, doubtful] = [pairs.filter(isTrue), pairs.filter((pair) => !isTrue(pair))];
    const confidence = new Map(known.proposals.map((each) => [pairOf(...each.people), each.confidence]));
    const found = truth.filter((pair) => confidence.has(keyOf(pair))).length;
    const [precision, recall] = [found / confidence.size, found / truth.length];
    const of = (some: typeof pairs) => some.map((pair) => confidence.get(keyOf(pair)) ?? 0);
    console.info(
      `matches after import: ${confidence.size} proposed, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} ` +
        `(${found}/${truth.length}); lowest true ${Math.min(...of(truth)).toFixed(4)}, highest doubtful ${Math.max(...of(doubtful)).toFixed(4)}`,
    );
    expect([truth.length, doubtful.length]).toEqual([490, 10]);
    expect([precision, recall]).toEqual([1, 1]);
    expect(Math.max(...of(doubtful))).toBeLessThan(Math.min(...of(truth)));
  });

  it('a proposal tells a steward why, and names neither agency nor value', () => {
    const said = known.proposals.flatMap(({ reasons }) => reasons.map((reason) => Object.keys(reason).join()));
    expect(new Set(said)).toEqual(new Set(['agreement,field']));
    const members = known.proposals.map((proposal) => Object.keys(proposal).join());
    expect(new Set(members)).toEqual(new Set(['matchId,people,reasons,confidence']));
    const fields = known.proposals.flatMap(({ reasons }) => reasons.map(({ field }) => field));
    expect(new Set(fields)).toEqual(new Set(['given-name', 'family-name', 'date-of-birth', 'address']));
  });

  it('each agency sees its own record, and under an agreement what a flow allows once a steward has confirmed', async () => {
    const [{ personId: council } = { personId: '' }] = rowsOf(EXTRACTS['social-care']).slice(40);
    const [{ personId: school } = { personId: '' }] = rowsOf(EXTRACTS.schools).slice(40);
    const head = (agency: Agency) => hub().as(agency, 'head');
    const { id, version } = await head('schools').post('/agreements', { terms }).created();
    let { revision } = await head('schools').post(`/agreements/${id}/proposals`, { version }).created();
    for (const agency of Object.keys(EXTRACTS) as Agency[])
      ({ revision } = await head(agency)
        .post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }, { ifMatch: revision })
        .created());
    expect(await shownTo('social-care', council)).toEqual({ 'social-care': OWN, schools: [] });
    expect(await shownTo('schools', school)).toEqual({ 'social-care': [], schools: OWN });

    const match = known.proposals.find(({ people }) => pairOf(...people) === pairOf(council, school));
    await known.steward.post(`/matches/${match?.matchId ?? ''}/confirmations`).created();
    await settled();

    expect(await shownTo('social-care', council)).toEqual({ 'social-care': OWN, schools: ['address', 'identity'] });
    expect(await shownTo('schools', school)).toEqual({ 'social-care': ['identity', 'involvement'], schools: OWN });
    await hub().as('schools', 'importer').get(`/people/${school}/view`, { purpose: 'child-in-need' }).expect(200, {});

    await known.steward.post(`/matches/${match?.matchId ?? ''}/undoings`).created();
    expect(await shownTo('schools', school)).toEqual({ 'social-care': [], schools: OWN });
  });
});
