/** What an officer who has messages decided again learns of records, people and notes that the agency is not told of. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedStream, type FeedEvent } from '@hub/disclosures';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { agree, plainFlow } from '../e2e/agreed.js';
import { withHub, type Agent } from '../e2e/hub.js';
import { ROLES } from './roles.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const AGENCIES = ['school', 'health', 'police'] as const;
const categories = ['identity', 'attendance', 'family-composition'];
const as = (agency: string, role = 'dsl'): Agent => hub().as(agency, role);
const officer = (agency = 'school'): Agent => as(agency, 'ig');

interface Own {
  readonly child: string;
  readonly mother: string;
}

const numbers = { child: '9990000026', mother: '9990000018' };
const own: Record<'school' | 'health', Own> = { school: { child: '', mother: '' }, health: { child: '', mother: '' } };

const involvement = { workers: [], service: 'Works with them', location: 'checked', ...since };

const register = async (agency: string, given: string, dateOfBirth: string, value: string): Promise<string> => {
  const identifiers = [{ scheme: 'nhs-number', value }];
  const body = { name: { given, family: 'Example' }, dateOfBirth, identifiers, involvement };
  return String((await as(agency).post('/people', body).created()).id);
};

const note = async (agency: string, subjects: readonly string[]): Promise<string> => {
  const passages = [{ text: 'Late on Monday.', subjects, thirdParties: [], location: 'checked' }];
  const body = { category: 'attendance', labels: [], passages };
  return String((await as(agency).post('/case-notes', body).created()).id);
};

const subscribe = async (agency: string): Promise<void> => {
  const [agreement] = (await as(agency, 'head').get('/agreements').expect(200)).items as readonly { id: string }[];
  const wanted = { agreementId: agreement!.id, role: 'dsl', purpose, categories, types: CHOSEN_TYPES };
  const { id } = await as(agency, 'head')
    .post('/subscriptions', { ...wanted, delivery: 'pull' })
    .created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`, {}).created();
};

/** Confirms that the two records of somebody are one person's, as the hub has found. */
const confirm = async (whom: keyof Own): Promise<void> => {
  const people = [own.school[whom], own.health[whom]];
  const isOfBoth = ({ data }: { readonly data: unknown }): boolean =>
    (data as { readonly people: readonly string[] }).people.every((person) => people.includes(person));
  const { data } = await hub().happened('MatchProposed', isOfBoth);
  const { matchId } = data as { readonly matchId: string };
  await as('board', 'steward').post(`/matches/${matchId}/confirmations`).created();
  for (const person of people) await hub().happened('PersonLinked', ({ stream }) => stream === `person-${person}`);
};

const feedOf = (agency: string) => hub().store.read<FeedEvent>(feedStream(agency));

/** Messages about a note, once there is one. */
const toldOf = async (agency: string, noteId: string): Promise<readonly string[]> => {
  for (;;) {
    const found = (await feedOf(agency)).flatMap((event) =>
      event.type === 'MessagesReleased'
        ? event.data.messages.filter(({ about }) => about?.items.some(({ stream }) => stream === `note-${noteId}`))
        : [],
    );
    if (found.length > 0) return found.map(({ messageId }) => messageId);
    await sleep(20);
  }
};

const idsIn = async (agency: string): Promise<readonly string[]> =>
  (await feedOf(agency)).flatMap((event) => {
    if (event.type === 'MessageWithheld') return [event.id];
    return event.type === 'MessagesReleased' ? event.data.messages.map(({ messageId }) => messageId) : [];
  });

const again = (id: string, by = officer()) => by.post(`/disclosures/${id}:replay`);

/** All that an agency's officer is told of all its messages. */
const everything = async (agency: 'school' | 'health'): Promise<string> => {
  const ids = await idsIn(agency);
  expect(ids.length).toBeGreaterThan(0);
  const answers = [];
  for (const id of ids) answers.push((await again(id, officer(agency))).text);
  return answers.join('\n');
};

let [shared, hidden] = ['', ''];

beforeAll(async () => {
  for (const id of AGENCIES) await hub().enrol(id, { roles: ROLES });
  await hub().enrol('board', { roles: { steward: { functions: ['steward'] } } });
  const ends = [
    { from: 'health', to: 'school' },
    { from: 'school', to: 'health' },
  ];
  await agree({
    administrator: hub().administrator,
    parties: new Map(['school', 'health'].map((party) => [party, as(party, 'head')])),
    startsOn: since.from,
    flows: ends.map((one, index) => plainFlow(index + 1, { ...one, categories })),
  });
  for (const agency of ['school', 'health'] as const) {
    await subscribe(agency);
    const child = await register(agency, 'Ada', '2016-02-03', numbers.child);
    own[agency] = { child, mother: await register(agency, 'Bea', '1990-02-03', numbers.mother) };
  }
  await confirm('child');
  // About the mother as well, before anybody has said that the two records of hers are one person's.
  shared = await note('health', [own.health.child, own.health.mother]);
  await toldOf('school', shared);
  await as('police').post(`/people/${own.school.child}/involvements`, involvement).created();
  hidden = await note('police', [own.school.child]);
  await confirm('mother');
  await toldOf('health', await note('school', [own.school.child]));
});

describe('messages, decided again, tell', () => {
  const isTold = async (): Promise<void> => {
    for (const agency of ['school', 'health'] as const) {
      const other = own[agency === 'school' ? 'health' : 'school'];
      const text = await everything(agency);
      expect(text).toContain(own[agency].child);
      for (const id of [other.child, other.mother]) expect(text).not.toContain(id);
      expect(text).not.toMatch(/"same":false|match-|Late|Ada/);
    }
  };

  it('no other agency’s record of somebody, nor that there is a match', isTold);

  it('none once the matches are undone', async () => {
    const confirmed = (await hub().store.page(hub().store.start, 100_000)).filter(
      ({ type }) => type === 'MatchConfirmed',
    );
    for (const { data } of confirmed) {
      const { matchId } = data as { readonly matchId: string };
      await as('board', 'steward').post(`/matches/${matchId}/undoings`).created();
    }
    await isTold();
  });

  it('nothing of a note that the agency is not shown, nor that something has become of it', async () => {
    await as('police').post(`/case-notes/${hidden}/errors`, { because: 'mistaken' }).created();
    expect(await everything('school')).not.toContain(hidden);
  });

  it('nobody but the agency that was told: to others they do not exist, whoever else had a part in them', async () => {
    const [id] = await toldOf('school', shared);
    const unknown = await again(randomUUID());
    for (const agency of ['health', 'police']) {
      const answer = await again(id!, officer(agency));
      expect(answer.status).toBe(404);
      expect({ ...answer.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    }
  });
});
