/** What a school was told, told once more: counted first, recorded, decided again as it is read, and beside the feed. */
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { signedForm, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { consume, feed, jwks, memoryStore } from '@hub/partner-sdk';
import { runCli } from '../../apps/cli/index.js';
import { withHub, type Answer, type Options } from './hub.js';
import { consentOf, noteAbout, subscribedSchool } from './subscribed-school.js';

const PAGES = 60;
const hub = withHub({ at: '2026-06-30T09:00:00.000Z', rateLimits: { client: 0, search: 0, replay: PAGES } });
const known = { child: '', mother: '', consent: '', note: '', before: '', cursor: '' };

const officer = () => hub().as('school', 'ig');
const system = () => hub().as('school', 'system');
const health = () => hub().as('health', 'visitor');

const messages = async (): Promise<readonly ReleasedMessage[]> =>
  (await hub().store.read<FeedEvent>(feedStream('school'))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

const released = async (count: number): Promise<void> => {
  await hub().happened('MessagesReleased', ({ data }) =>
    (data as { messages: readonly ReleasedMessage[] }).messages.some(({ sequence }) => sequence >= count),
  );
};

const selection = { positions: { from: 1, to: 1_000 } };
const preview = (asked: object, by = officer()): Promise<unknown> =>
  by.post('/feed/replays:preview', asked, { key: null }).expect(200);
const make = async (asked: object = { selection }, by = officer()): Promise<{ id: string; counts: unknown }> =>
  (await by.post('/feed/replays', { reason: 'lost', ...asked }).created()) as never;
const fetchReplay = (id: string, query: Options['query'] = {}) =>
  system().get(`/feed/replays/${id}/events`, { query, minPosition: null });

const nextIn = ({ headers }: Answer): string | undefined => {
  const [, address] = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
  return address === undefined ? undefined : (new URL(address, hub().url).searchParams.get('after') ?? undefined);
};

const walked = async (id: string, limit: number): Promise<readonly PartnerMessage[]> => {
  const all: PartnerMessage[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const answer: Answer = await fetchReplay(id, { limit, ...(after !== '' && { after }) });
    expect(answer.status).toBe(200);
    all.push(...(answer.body as readonly PartnerMessage[]));
    after = nextIn(answer);
  }
  return all;
};

const TYPES = ['org.concord.consent.granted.v1', 'org.concord.access.granted.v1', 'org.concord.note.shared.v1'];

beforeAll(async () => {
  Object.assign(known, await subscribedSchool(hub, 'pull'));
  const role = { code: 'system', title: 'System', reach: 'agency', functions: ['system'] };
  await hub().administrator.post('/agencies/school/roles', role).created();
  known.consent = await consentOf(hub, known);
  // One after the other, so that what is told of each is the same however the release comes to them.
  await released(1);
  known.note = await noteAbout(hub, known.child);
  await released(3);
  hub().clock.advance({ days: 1 });
  const passages = [{ subjects: [known.child], text: 'Talks well.', thirdParties: [], location: 'checked' }];
  await health().post('/case-notes', { category: 'health-visit', labels: [], passages }).created();
  await released(4);
});

describe('a replay', () => {
  it('is tried first: how many of which type, and nothing is recorded', async () => {
    await hub().storesNothing(async () => {
      expect(await preview({ selection })).toEqual({
        messages: [
          { type: TYPES[1], count: 1 },
          { type: TYPES[0], count: 1 },
          { type: TYPES[2], count: 2 },
        ],
        leftOut: { void: 0, permissionGone: 0 },
      });
    });
  });

  it('is recorded, with who asked for it and why, and made once', async () => {
    const key = 'b4a1f7c2-6a1e-4d4c-9a53-0d6f4f7f6f11';
    const asked = { selection, reason: 'restored-from-backup' };
    const first = await officer().post('/feed/replays', asked, { key }).created();
    const again = await officer().post('/feed/replays', asked, { key }).created();
    expect(again).toEqual(first);
    known.before = first.id as string;
    expect(await officer().get(`/feed/replays/${known.before}`).expect(200)).toEqual({
      ...{ id: known.before, agencyId: 'school', selection, reason: 'restored-from-backup', counts: first.counts },
      ...{ by: 'school', worker: 'school-ig', madeAt: '2026-07-01T09:00:00.000Z' },
    });
  });

  it('is every message as it was, in its place, with the replay’s id and another signature', async () => {
    const told = await walked(known.before, 3);
    const sent = (await messages()).map(({ message }) => message);
    expect(told.map(signedForm)).toEqual(sent.map((message) => signedForm({ ...message, replay: known.before })));
    for (const [index, { jws }] of told.entries()) expect(jws).not.toBe(sent[index]!.jws);
    const answer = await fetchReplay(known.before);
    expect(answer.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json/);
    expect(answer.text).toBe(`[${(answer.body as readonly PartnerMessage[]).map(wireForm).join(',')}]`);
  });

  it('goes on from where it was left, and a place in it is good in it alone', async () => {
    const other = await make();
    const first = await fetchReplay(known.before, { limit: 3 });
    known.cursor = nextIn(first) ?? '';
    const rest = await fetchReplay(known.before, { after: known.cursor });
    expect((rest.body as readonly PartnerMessage[]).map(({ id }) => id)).toEqual(
      (await messages()).slice(3).map(({ messageId }) => messageId),
    );
    expect(nextIn(rest)).toBeUndefined();
    await fetchReplay(other.id, { after: known.cursor }).refused(400, 'request/cursor-not-valid');
  });

  it('may be of some messages, or of a time', async () => {
    const all = await messages();
    const picked = [all[3]!.messageId, all[1]!.messageId];
    const named = await make({ selection: { messages: picked } });
    expect((await walked(named.id, 1)).map(({ id }) => id)).toEqual([picked[1], picked[0]]);
    const window = { from: '2026-07-01T00:00:00.000Z', to: '2026-07-02T00:00:00.000Z' };
    const day = await make({ selection: { window } });
    expect((await walked(day.id, 9)).map(({ id }) => id)).toEqual([all[3]!.messageId]);
  });

  it('is void where the permission went between the release and the reading, and the feed does not move', async () => {
    await health().post(`/consents/${known.consent}/withdrawals`, { subject: known.child }).created();
    await hub().happened('MessagesReleased', ({ data }) =>
      (data as { messages: readonly ReleasedMessage[] }).messages.some(({ message }) =>
        message.type.includes('access.withdrawn'),
      ),
    );
    // What was read is recalled, a moment later: then nothing more comes of the withdrawal.
    await hub().happened('MessagesReleased', ({ data }) => JSON.stringify(data).includes('recall.raised'));
    const all = await messages();
    await hub().storesNothing(async () => {
      const told = await walked(known.before, 2);
      expect(told.map(({ id }) => id)).toEqual(all.slice(0, 4).map(({ messageId }) => messageId));
      const ofNotes = told.filter(({ type }) => type === TYPES[2]);
      expect(ofNotes).toHaveLength(2);
      for (const message of ofNotes) {
        expect(message).toMatchObject({ void: true, replay: known.before });
        for (const name of ['data', 'dataref', 'purpose', 'agreement']) expect(message).not.toHaveProperty(name);
      }
      const twice = await walked(known.before, 3);
      expect(twice.map(signedForm)).toEqual(told.map(signedForm));
      const { leftOut } = (await preview({ selection })) as { leftOut: { permissionGone: number } };
      expect(leftOut.permissionGone).toBe(told.filter((message) => 'void' in message).length);
    });
    expect((await messages()).map(({ message }) => message)).toEqual(all.map(({ message }) => message));
  });
});

describe('the library that partners use', () => {
  it('reads a replay to its end over the store of the feed: every signature holds, and each message is handed on once', async () => {
    const token = async (): Promise<string> => {
      system();
      return (await hub().tokenFor(JSON.stringify(['school', 'system', 'school-system']))) ?? '';
    };
    const { id } = await make();
    const all = await messages();
    const [store, handed, gone] = [memoryStore(), [] as string[], [] as string[]];
    const read = (replay: string) =>
      consume({
        ...{ store, from: feed({ url: hub().url, token, limit: 2, replay }) },
        keys: jwks(`${hub().url}/.well-known/jwks.json`),
        onEvent: ({ id: told }) => void handed.push(told),
        onRecall: ({ id: told }) => void handed.push(told),
        onVoid: ({ id: told }) => void gone.push(told),
      });
    const part = await make({ selection: { positions: { from: 1, to: 3 } } });
    for (const replay of [part.id, id, id]) await (await read(replay)).ended;
    const consumer = await read(id);
    await consumer.ended;
    expect([...handed, ...gone].sort()).toEqual(all.map(({ messageId }) => messageId).sort());
    expect(await consumer.state()).toMatchObject({ letters: 0, feeds: [{ last: all.length, missing: [] }] });
  });
});

describe('concord publish replay', () => {
  const publish = async (...words: readonly string[]) => {
    officer();
    const token = (await hub().tokenFor(JSON.stringify(['school', 'ig', 'school-ig']))) ?? '';
    const out: string[] = [];
    const to = { write: (text: string) => out.push(text) };
    const code = await runCli(['publish', 'replay', '--url', hub().url, ...words], {
      ...{ out: to, err: to, environment: { CONCORD_TOKEN: token }, clock: () => 0 },
      interrupted: new AbortController().signal,
    });
    return { code, said: out.join('') };
  };

  it('counts, then has it told once more', async () => {
    await hub().storesNothing(async () => {
      const { code, said } = await publish('--positions', '1-4', '--dry-run');
      expect([code, said]).toEqual([0, expect.stringContaining('left out: ')]);
      expect((await publish('--positions', '900-999', '--dry-run')).code).not.toBe(0);
      expect((await publish('--positions', '1-4', '--from', 'now', '--to', 'then')).code).not.toBe(0);
      expect((await publish()).said).toContain('say --from and --to');
    });
    const { code, said } = await publish('--positions', '1-2', '--reason', 'fallen-behind');
    expect(code).toBe(0);
    const [, id = ''] = /replays\/([0-9a-f-]{36})\/events/.exec(said) ?? [];
    await officer().get(`/feed/replays/${id}`).expect(200, { reason: 'fallen-behind', agencyId: 'school' });
  });
});

describe('whoever asks for a replay', () => {
  it('is an administrator or information governance, of the agency or the partnership', async () => {
    const asked = { selection, reason: 'other' };
    for (const role of ['dsl', 'system'])
      await hub().as('school', role).post('/feed/replays', asked).refused(403, 'request/role-not-allowed');
    const another = { ...asked, agencyId: 'school' };
    await hub().as('health', 'ig').post('/feed/replays', another).refused(403, 'request/not-your-agency');
    const { id } = await make(another, hub().administrator);
    expect(await fetchReplay(id)).toMatchObject({ status: 200 });
    await hub().administrator.get(`/feed/replays/${id}`).expect(200, { by: 'partnership' });
  });

  it('reads it as a system of the agency that it is for; for others there is none', async () => {
    const events = `/feed/replays/${known.before}/events`;
    await officer().get(events).refused(403, 'request/role-not-allowed');
    await hub().as('health', 'ig').get(`/feed/replays/${known.before}`).refused(404, 'request/not-found');
    const role = { code: 'system', title: 'System', reach: 'agency', functions: ['system'] };
    for (const agency of ['health', 'partnership']) {
      await hub().administrator.post(`/agencies/${agency}/roles`, role).created();
      await hub().as(agency, 'system').get(events).refused(404, 'request/not-found');
    }
  });

  it('asks for something that there is, and for not too much', async () => {
    await hub().storesNothing(async () => {
      const refused = async (asked: object, status: number, code: string): Promise<void> => {
        await officer().post('/feed/replays', { reason: 'lost', selection: asked }).refused(status, code);
        await officer().post('/feed/replays:preview', { selection: asked }, { key: null }).refused(status, code);
      };
      await refused({ positions: { from: 900, to: 999 } }, 422, 'replay/nothing');
      await refused({ messages: ['nothing'] }, 422, 'feed/unknown-message');
      await refused({}, 400, 'request/not-valid');
      await refused({ ...selection, messages: ['one'] }, 400, 'request/not-valid');
      const of = { selection, reason: 'because' };
      await officer().post('/feed/replays', of).refused(400, 'request/not-valid');
    });
  });

  it('is of an agency that is told anything', async () => {
    const asked = { selection, reason: 'other' };
    await hub().as('health', 'ig').post('/feed/replays', asked).refused(403, 'feed/without-subscription');
    await hub().administrator.post('/agencies/school/suspensions', { reason: 'under-review' }).created();
    await hub().storesNothing(async () => {
      await officer().post('/feed/replays', asked).refused(403, 'request/agency-suspended');
      await officer()
        .post('/feed/replays:preview', { selection }, { key: null })
        .refused(403, 'request/agency-suspended');
      await fetchReplay(known.before).refused(403, 'request/agency-suspended');
    });
    await hub().administrator.post('/agencies/school/reinstatements', { reason: 'reviewed' }).created();
    expect(await fetchReplay(known.before, { after: known.cursor })).toMatchObject({ status: 200 });
  });

  it('asks no oftener than the setting says, and goes on a minute later', async () => {
    const answers: Answer[] = [];
    for (let page = 0; page <= PAGES; page += 1) answers.push(await fetchReplay(known.before, { limit: 1 }));
    expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'request/too-many' } });
    await officer().get(`/feed/replays/${known.before}`).expect(200);
    hub().clock.advance({ minutes: 1 });
    expect(await fetchReplay(known.before)).toMatchObject({ status: 200 });
  });
});
