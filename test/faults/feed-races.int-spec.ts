/**
 * Withdrawals among pulls: nothing is handed out with a link whose permission was gone when the request began; and whoever had one is
 * recalled, but nobody because of a message that never left.
 */
import type { ReleasedMessage } from '@hub/disclosures';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { withPostgres } from '@hub/postgres/testing';
import { agree, plainFlow } from '../e2e/agreed.js';
import { subscribe } from '../e2e/feed-by-hand.js';
import { openHub, withHub, type Agent } from '../e2e/hub.js';

const hub = withHub();
const since = { from: '2026-01-01T00:00:00.000Z' };
const purpose = 'early-help';
const roles = { dsl: {}, head: { functions: ['administrator'] }, system: { functions: ['system'] } } as const;
const as = (agency: string, role: string): Agent => hub().as(agency, role);
const ROUNDS = 6;
const PULLERS = 3;

let child = '';

beforeAll(async () => {
  for (const id of ['school', 'health']) await hub().enrol(id, { sector: 'education', roles });
  await agree({
    administrator: hub().administrator,
    parties: new Map(['school', 'health'].map((party) => [party, as(party, 'head')])),
    startsOn: since.from,
    flows: [plainFlow(1, { from: 'health', to: 'school', categories: ['attendance'], roles: ['dsl', 'system'] })],
  });
  const person = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2015-02-03' };
  child = (await as('health', 'dsl').post('/people', person).created()).id;
  const involved = { workers: [], service: 'school', ...since };
  await as('school', 'dsl').post(`/people/${child}/involvements`, involved).created();
  const { items } = await as('school', 'head').get('/agreements').expect(200);
  const grounds = {
    agreementId: items[0].id,
    role: 'system',
    purpose,
    categories: ['attendance'],
    types: CHOSEN_TYPES,
  };
  const { id } = await as('school', 'head')
    .post('/subscriptions', { ...grounds, delivery: 'pull' })
    .created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`, {}).created();
});

const share = async (): Promise<{ note: string; messageId: string }> => {
  const passages = [{ text: 'Late on Monday.', subjects: [child], thirdParties: [], location: 'checked' }];
  const recorded = { category: 'attendance', labels: [], passages };
  const note = (await as('health', 'dsl').post('/case-notes', recorded).created()).id as string;
  const about = (one: ReleasedMessage): boolean =>
    one.about?.items.some(({ stream }) => stream === `note-${note}`) === true;
  const { data } = await hub().happened('MessagesReleased', (event) =>
    (event.data as { messages: readonly ReleasedMessage[] }).messages.some(about),
  );
  const { messageId } = (data as { messages: readonly ReleasedMessage[] }).messages.find(about)!;
  return { note, messageId };
};

interface Pull {
  readonly startedAt: number;
  readonly status: number;
  readonly linked: boolean;
}

const pull = async (messageId: string): Promise<Pull> => {
  const startedAt = performance.now();
  const { status, body } = await as('school', 'system').get('/feed/events', { minPosition: null });
  const messages = status === 200 ? (body as readonly { id: string; dataref?: string }[]) : [];
  return { startedAt, status, linked: messages.some(({ id, dataref }) => id === messageId && dataref !== undefined) };
};

// Something always shows: else access would come and go with each note, and a message that says so leaves for the next note too.
beforeAll(async () => {
  await share();
});

const because = 'withdrawn in a race';
const restriction = { kind: 'court-order', custodians: [], workers: [], ...since };
const WITHDRAWALS = [
  (note: string) => as('health', 'dsl').post(`/case-notes/${note}/errors`, { because }),
  (note: string) => as('health', 'dsl').post(`/case-notes/${note}/restrictions`, restriction),
];

it('nothing is handed out with a link that was gone when it was asked for', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { note, messageId } = await share();
    expect((await pull(messageId)).linked).toBe(true);
    let acknowledgedAt = Infinity;
    const pulls: Pull[] = [];
    const puller = async (): Promise<void> => {
      while (pulls.filter(({ startedAt }) => startedAt > acknowledgedAt).length < 2 * PULLERS)
        pulls.push(await pull(messageId));
    };
    const pulling = Promise.all(Array.from({ length: PULLERS }, puller));
    await WITHDRAWALS[round % WITHDRAWALS.length]!(note).created();
    acknowledgedAt = performance.now();
    await pulling;
    const late = pulls.filter(({ startedAt }) => startedAt > acknowledgedAt);
    expect(late.filter(({ linked }) => linked)).toEqual([]);
    expect(pulls.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    await as('school', 'dsl').get(`/feed/messages/${messageId}/content`, { purpose }).refused(404);
  }
}, 120_000);

/** The items of a note that the school has been recalled, once a note that it had is. */
const recalled = async (...notes: readonly string[]): Promise<readonly string[]> => {
  const { note: last, messageId } = await share();
  expect((await pull(messageId)).linked).toBe(true);
  await WITHDRAWALS[0]!(last).created();
  const itemsIn = ({ data }: { readonly data: object }): readonly string[] =>
    (data as { readonly scope: { readonly items: readonly { readonly item: string }[] } }).scope.items.map(
      ({ item }) => item,
    );
  // Causes are gone through in the order of the log.
  await hub().happened('RecallRaised', (event) => itemsIn(event).includes(`note-${last}`));
  const raised = (await hub().store.page(hub().store.start, 100_000)).filter(({ type }) => type === 'RecallRaised');
  return notes.filter((note) => raised.some((event) => itemsIn(event).includes(`note-${note}`)));
};

it('whoever had a message is recalled, however near the withdrawal came; nobody is because of one that never left', async () => {
  const had: string[] = [];
  const waiting: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const withdraw = WITHDRAWALS[round % WITHDRAWALS.length]!;
    const unasked = await share();
    await withdraw(unasked.note).created();
    waiting.push(unasked.note);
    const { note, messageId } = await share();
    const [first, ...others] = await Promise.all([
      pull(messageId),
      ...Array.from({ length: PULLERS }, () => pull(messageId)),
      withdraw(note).created(),
    ]);
    if ([first, ...others].some((one) => 'linked' in one && one.linked)) had.push(note);
  }
  expect(await recalled(...had)).toEqual(had);
  expect(await recalled(...waiting)).toEqual([]);
}, 120_000);

describe('a hub that is told to stop', () => {
  const database = withPostgres();

  it('lets whoever waits for messages go, with what there is: nothing', async () => {
    const { hub: other, close } = await openHub(database(), {});
    await other.enrol('school', { sector: 'education', roles });
    await subscribe(other.store, 'school');
    const waiting = Promise.resolve(
      other.as('school', 'system').get('/feed/events', { query: { wait: 25 }, minPosition: null }),
    );
    // It is under way once another answer has come over a connection of its own.
    await other.as('school', 'system').get('/feed/events', { minPosition: null }).expect(200);
    const stopped = close();
    expect(await waiting).toMatchObject({ status: 200, text: '[]' });
    await stopped;
  }, 20_000);
});
