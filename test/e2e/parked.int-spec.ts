/** Whatever a message could not be sent about waits, until the partnership has looked at it; then what waited is told. */
import { randomUUID } from 'node:crypto';
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { append } from './feed-by-hand.js';
import { withHub } from './hub.js';
import { consentAndNote, subscribedSchool } from './subscribed-school.js';

const START = '2026-06-30T09:00:00.000Z';
const hub = withHub({ at: START });
const known = { child: '', mother: '', subscription: '', key: '', causeId: '' };

const release = async (): Promise<unknown> => {
  const health = (await (await fetch(new URL('/health', hub().url))).json()) as { parts: { release: unknown } };
  return health.parts.release;
};

/** The release has looked at everything that was in the log when this was asked. */
const releaseSays = async (wanted: object): Promise<void> => {
  for (const signal = AbortSignal.timeout(60_000); !signal.aborted;) {
    if (JSON.stringify(await release()) === JSON.stringify(wanted)) return;
  }
  expect(await release()).toEqual(wanted);
};

const told = async (): Promise<readonly ReleasedMessage[]> =>
  (await hub().store.read<FeedEvent>(feedStream('school'))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

/** What a message about it could not be made, as the feed says it. */
const park = async (agencyId: string, key: string, person?: string): Promise<void> => {
  const cause = { eventId: known.causeId, position: await hub().store.head() };
  const data = { agencyId, key, ...(person && { person }), because: 'refused', cause, at: START } as const;
  await append(hub().store, feedStream(agencyId), [{ type: 'PersonParked', data } satisfies FeedEvent]);
};

const officer = () => hub().administrator;
const releases = (): string => `/feed/parked/${known.key}/releases`;

beforeAll(async () => {
  Object.assign(known, await subscribedSchool(hub, 'pull'));
  const { reference } = await hub().as('school', 'dsl').get(`/people/${known.child}/reference`).expect(200);
  known.key = (reference as string).replace('person/', '');
  const [cause] = await hub().store.read(`person-${known.child}`);
  known.causeId = cause!.id;
  await park('school', known.key, known.child);
});

describe('somebody about whom a message could not be sent', () => {
  it('waits, whatever happens, and health says that somebody does', async () => {
    await consentAndNote(hub, known);
    await releaseSays({ up: false, because: 'parked', parked: 1 });
    expect(await told()).toEqual([]);
  });

  it('is listed for administrators of the partnership, by the partner’s name for them alone', async () => {
    const answer = await officer().get('/feed/parked').expect(200);
    const { key, causeId } = known;
    expect(answer).toEqual({
      items: [{ key, agencyId: 'school', because: 'refused', parkedAt: START, causeId }],
      page: {},
    });
    expect(JSON.stringify(answer)).not.toContain(known.child);
    await hub().as('school', 'head').get('/feed/parked').refused(403, 'request/not-your-agency');
    await hub().as('school', 'dsl').get('/feed/parked').refused(403, 'request/role-not-allowed');
  });

  it('is let go by them alone, for a reason that is on the list', async () => {
    await hub().storesNothing(async () => {
      await hub().as('school', 'head').post(releases(), { reason: 'repaired' }).refused(403, 'request/not-your-agency');
      await officer().post(releases(), { reason: 'Ada' }).refused(400, 'request/not-valid');
      await officer().post('/feed/parked/nobody/releases', { reason: 'repaired' }).refused(404, 'request/not-found');
    });
  });

  it('is told of again as of now, once they have looked, and health is well again', async () => {
    const key = 'b4a1f7c2-6a1e-4d4c-9a53-0d6f4f7f6f11';
    const first = await officer().post(releases(), { reason: 'repaired' }, { key }).created();
    expect(first.id).toBe(known.key);
    await releaseSays({ up: true });
    const types = (await told()).map(({ message }) => message.type);
    expect(types).toContain('org.concord.access.granted.v1');
    expect((await officer().get('/feed/parked').expect(200)).items).toEqual([]);
    const again = await officer().post(releases(), { reason: 'repaired' }, { key }).created();
    expect(again.position).toBe(first.position);
    await officer().post(releases(), { reason: 'try-again' }).refused(422, 'feed/not-parked');
  });
});

describe('an agreement about which a message could not be sent', () => {
  const key = `agreement/${randomUUID()}`;
  const address = `/feed/parked/${encodeURIComponent(key)}/releases`;

  it('waits under the one name that all its parties know it by, and is let go for one of them', async () => {
    for (const agencyId of ['school', 'health']) await park(agencyId, key);
    const { items } = await officer().get('/feed/parked').expect(200);
    expect(items).toMatchObject(['school', 'health'].map((agencyId) => ({ key, agencyId })));
    await hub().storesNothing(async () => {
      await officer().post(address, { reason: 'repaired' }).refused(422, 'feed/which-agency');
      await officer().post(address, { reason: 'repaired', agencyId: 'police' }).refused(404, 'request/not-found');
    });
    const again = { key: randomUUID() };
    const first = await officer().post(address, { reason: 'repaired', agencyId: 'school' }, again).created();
    expect(first.id).toBe(key);
    const { position } = await officer().post(address, { reason: 'repaired', agencyId: 'school' }, again).created();
    expect(position).toBe(first.position);
    expect((await officer().get('/feed/parked').expect(200)).items).toMatchObject([{ key, agencyId: 'health' }]);
  });
});
