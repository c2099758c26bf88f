/** How often a client may ask, and a worker search: counted before anything is decided, and never in the way of safeguarding. */
import { randomUUID } from 'node:crypto';
import { withHub, type Agent, type Answer } from './hub.js';

const CLIENT = 20;
const SEARCH = 3;
const hub = withHub({ at: '2026-06-30T09:00:00.000Z', rateLimits: { client: CLIENT, search: SEARCH, replay: 0 } });

const purpose = 'early-help';
const robin = { name: { given: 'Robin', family: 'Ashdown' }, dateOfBirth: '2015-04-12' };
const newcomer = { name: { given: 'Ash', family: 'Robinson' }, dateOfBirth: '2016-05-13' };
const stranger = { name: { given: 'Nobody', family: 'Known' }, dateOfBirth: '2001-01-01' };

const teacher = (): Agent => hub().as('school', 'teacher');
const constable = (): Agent => hub().as('police', 'constable');
const renew = (): void => hub().clock.advance({ minutes: 1 });

const spend = async (agent: Agent, times = CLIENT): Promise<void> => {
  for (let each = 0; each < times; each += 1) await agent.get('/agencies', { minPosition: null });
};

/** Everything of an answer that may differ from one request to another has been taken from it. */
const plain = ({ status, headers, body }: Answer) => {
  const { 'x-request-id': _, date: __, ...kept } = Object.fromEntries(headers);
  return { status, headers: kept, body: { ...body, instance: undefined } as object };
};

let person = '';

beforeAll(async () => {
  await hub().enrol('school', { sector: 'education', roles: { teacher: {} } });
  await hub().enrol('police', { sector: 'police', roles: { constable: {} } });
  person = (await teacher().post('/people', robin).created()).id;
});
beforeEach(renew);

describe('the budget of a client', () => {
  it('is told with every answer, and counts down', async () => {
    const told = [await teacher().get('/agencies'), await hub().as('school', 'teacher', 'another').get('/agencies')];
    expect(told.map(plain)).toMatchObject([
      { status: 200, headers: { 'ratelimit-policy': '"client";q=20;w=60', ratelimit: '"client";r=19;t=60' } },
      {
        status: 200,
        headers: {
          ratelimit: '"client";r=18;t=60',
          'x-ratelimit-limit': '20',
          'x-ratelimit-remaining': '18',
          'x-ratelimit-reset': '60',
        },
      },
    ]);
  });

  it('once spent, is a 429 that stores nothing and says when to come again', async () => {
    await spend(teacher());
    hub().clock.advance({ seconds: 18 });
    await hub().storesNothing(async () => {
      const call = teacher().get(`/people/${person}/view`, { purpose });
      expect(await call.refused(429, 'request/too-many')).toMatchObject({ retryable: true });
      expect(plain(await call).headers).toMatchObject({
        'retry-after': '42',
        'ratelimit-policy': '"client";q=20;w=60',
        ratelimit: '"client";r=0;t=42',
      });
      await teacher().post('/people', robin).refused(429, 'request/too-many');
      await teacher()
        .post('/people:search', { purpose, ...robin })
        .refused(429, 'request/too-many');
    });
  });

  it('is whole again a minute later: what was refused is carried out then, under the same key', async () => {
    await spend(teacher());
    const key = randomUUID();
    await teacher().post('/people', newcomer, { key }).refused(429, 'request/too-many');
    hub().clock.advance({ seconds: 59 });
    await teacher().post('/people', newcomer, { key }).refused(429, 'request/too-many');
    hub().clock.advance({ seconds: 1 });
    const done = await teacher().post('/people', newcomer, { key });
    expect([done.status, done.headers.get('idempotency-replayed'), done.headers.get('ratelimit')]).toEqual([
      201,
      null,
      '"client";r=19;t=60',
    ]);
  });

  it('tells nothing of anybody: spent alike, and refused alike, whoever is asked about', async () => {
    const paths = [`/people/${person}/view`, `/people/${randomUUID()}/view`];
    const [shown, absent] = [await teacher().get(paths[0]!, { purpose }), await teacher().get(paths[1]!, { purpose })];
    expect([shown.status, absent.status]).toEqual([200, 404]);
    expect([shown, absent].map(({ headers }) => headers.get('ratelimit'))).toEqual([
      '"client";r=19;t=60',
      '"client";r=18;t=60',
    ]);
    await spend(teacher(), CLIENT - 2);
    const refused = [await teacher().get(paths[0]!, { purpose }), await teacher().get(paths[1]!, { purpose })];
    expect(refused[0]!.status).toBe(429);
    expect(plain(refused[0]!)).toEqual(plain(refused[1]!));
  });

  it('is nobody else’s', async () => {
    await spend(teacher());
    const { status, headers } = await constable().get('/agencies');
    expect([status, headers.get('ratelimit')]).toEqual([200, '"client";r=19;t=60']);
  });

  it('never stands in the way of safeguarding, which is counted all the same', async () => {
    await spend(teacher(), CLIENT - 1);
    const path = `/people/${person}/view`;
    const last = await teacher().get(path, { purpose: 'safeguarding' });
    expect([last.status, last.headers.get('ratelimit')]).toEqual([200, '"client";r=0;t=60']);
    await teacher().get(path, { purpose }).refused(429);
    await teacher().get(path, { purpose: 'safeguarding' }).expect(200);
    await teacher()
      .get(path, { purpose, ground: { kind: 'enquiry', reference: 'S47-1' } })
      .expect(200);
    const because = 'no time to ask anybody';
    const { id: override } = await teacher()
      .post('/overrides', { subjects: [person], because })
      .created();
    await teacher().get(path, { purpose, override }).expect(200);
    await teacher()
      .post('/people:search', { purpose: 'safeguarding', ...robin })
      .expect(200);
  });

  it('never keeps open what a command closes', async () => {
    await spend(teacher());
    const conflict = { worker: 'school-caretaker', kind: 'declared' };
    const recorded = await teacher().post(`/people/${person}/conflicts-of-interest`, conflict);
    expect([recorded.status, recorded.headers.get('ratelimit')]).toEqual([201, '"client";r=0;t=60']);
    await teacher().post('/people', newcomer).refused(429);
  });

  it('is spent by whoever is known, whatever they may not do', async () => {
    const denied = await teacher().get('/matches');
    expect([denied.status, denied.headers.get('ratelimit')]).toEqual([403, '"client";r=19;t=60']);
  });

  it('is not a stranger’s, who stays a 401 and spends nothing', async () => {
    await spend(teacher());
    const unknown = await hub().as('nobody', 'teacher').get('/agencies');
    expect([unknown.status, unknown.headers.get('ratelimit')]).toEqual([401, null]);
    const forged = await teacher().get('/agencies', { headers: { authorization: 'Bearer a.b.c' } });
    expect([forged.status, forged.headers.get('ratelimit'), forged.headers.get('retry-after')]).toEqual([
      401,
      null,
      null,
    ]);
  });
});

describe('the budget of searches', () => {
  const search = (agent: Agent, sought: object = robin, why = purpose) =>
    agent.post('/people:search', { purpose: why, ...sought });

  it('is the worker’s own, beside the client’s, and a page of people found costs what an empty one does', async () => {
    const [found, none] = [await search(teacher()), await search(teacher(), stranger)];
    expect([found, none].map(({ body }) => (body as { items: object[] }).items.length)).toEqual([1, 0]);
    expect([found, none].map(plain)).toMatchObject([
      {
        status: 200,
        headers: {
          'ratelimit-policy': '"client";q=20;w=60, "search";q=3;w=60',
          ratelimit: '"client";r=19;t=60, "search";r=2;t=60',
        },
      },
      { status: 200, headers: { ratelimit: '"client";r=18;t=60, "search";r=1;t=60', 'x-ratelimit-limit': '3' } },
    ]);
  });

  it('once spent, refuses that worker’s searches and nothing else', async () => {
    for (let each = 0; each < SEARCH; each += 1) await search(teacher()).expect(200);
    await hub().storesNothing(async () => {
      const refused = [await search(teacher()), await search(teacher(), stranger)];
      expect(refused[0]).toMatchObject({ status: 429, body: { code: 'request/too-many' } });
      expect(refused[0]!.headers.get('retry-after')).toBe('60');
      expect(refused.map(plain).map(({ body }) => body)[0]).toEqual(plain(refused[1]!).body);
    });
    await search(hub().as('school', 'teacher', 'another')).expect(200);
    await search(constable()).expect(200);
    await teacher().get(`/people/${person}/view`, { purpose }).expect(200);
    renew();
    await search(teacher()).expect(200);
  });

  it('counts a search for safeguarding, and never refuses it', async () => {
    for (let each = 0; each < SEARCH; each += 1) await search(teacher(), robin, 'safeguarding').expect(200);
    await search(teacher()).refused(429, 'request/too-many');
    await search(teacher(), robin, 'safeguarding').expect(200);
  });
});
