import { EventEmitter, once } from 'node:events';
import { randomBytes, randomUUID } from 'node:crypto';
import { grantHubRights, HUB, passwordOf, whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { withPostgres } from '@hub/postgres/testing';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
  type Consumer,
} from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '../../apps/cli/index.js';
import { describeUnless } from '../machine.js';
import { agree, plainFlow } from './agreed.js';
import { openHub, revisionOf, type Opened, type TestHub } from './hub.js';

const PARTNERS = ['school', 'housing'];
const roles = { system: {}, head: { functions: ['administrator'] } } as const;

describeUnless(whyNoOwnKafka(), 'the topic of a partner', () => {
  let opened: Opened | undefined;
  const consumers: Consumer[] = [];
  afterAll(async () => {
    await Promise.all(consumers.map((consumer) => consumer.disconnect()));
    await opened?.close();
  });
  const kafka = withOwnKafka({ secured: { users: [HUB, ...PARTNERS] } });
  const database = withPostgres();
  const hub = (): TestHub => {
    if (!opened) throw new Error('the hub is there only while tests run');
    return opened.hub;
  };

  const as = (user: string): Kafka =>
    new Kafka({
      brokers: [...kafka().secured],
      clientId: user,
      sasl: { mechanism: 'scram-sha-512', username: user, password: passwordOf(user) },
      logLevel: logLevel.NOTHING,
      retry: { retries: 2, initialRetryTime: 50 },
    });

  /** Somebody of the partner's own who listens, and the moment at which the broker puts them out. */
  const listen = async (agency: string) => {
    const news = new EventEmitter();
    const state = { isIn: false, isOut: false };
    // The first group of a broker finds nobody to look after it for a moment.
    const retry = { retries: 8, initialRetryTime: 50, restartOnFailure: () => Promise.resolve(!state.isIn) };
    const consumer = as(agency).consumer({ groupId: `${agency}.${randomUUID()}`, maxWaitTimeInMs: 50, retry });
    consumers.push(consumer);
    const joined = once(news, 'joined');
    consumer.on('consumer.group_join', () => {
      state.isIn = true;
      news.emit('joined');
    });
    consumer.on('consumer.crash', () => {
      if (!state.isIn) return;
      state.isOut = true;
      news.emit('out');
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [`concord.${agency}.v1`] });
    const out = once(news, 'out');
    await consumer.run({ eachMessage: () => Promise.resolve() });
    await joined;
    return { state, out };
  };

  /** Whether the broker lets a partner at its topic. */
  const isLetIn = async (agency: string): Promise<boolean> => {
    const admin = as(agency).admin();
    await admin.connect();
    try {
      return (await admin.listTopics()).includes(`concord.${agency}.v1`);
    } finally {
      await admin.disconnect();
    }
  };
  const becomes = async (agency: string, letIn: boolean): Promise<void> => {
    while ((await isLetIn(agency)) !== letIn) await sleep(20);
  };

  const head = (agency: string) => hub().as(agency, 'head');
  const subscribe = async (agency: string, agreementId: string): Promise<string> => {
    const { id } = await head(agency)
      .post('/subscriptions', {
        agreementId,
        role: 'system',
        purpose: 'early-help',
        categories: ['attendance'],
        types: ['org.concord.note.shared.v1'],
        delivery: 'kafka',
      })
      .created();
    await hub()
      .administrator.post(`/subscriptions/${id as string}/approvals`, {})
      .created();
    return id as string;
  };
  const known = { agreement: '', school: '' };

  beforeAll(async () => {
    await grantHubRights(kafka().brokers);
    opened = await openHub(database(), {
      kafka: {
        brokers: kafka().secured,
        security: 'SASL_PLAINTEXT',
        sasl: { mechanism: 'SCRAM-SHA-512', username: HUB, password: passwordOf(HUB) },
        principals: { by: 'agencies' },
        replicas: 1,
      },
    });
    for (const id of ['health', ...PARTNERS]) await hub().enrol(id, { roles });
    const flows = PARTNERS.map((to, index) =>
      plainFlow(index + 1, { from: 'health', to, categories: ['attendance'], roles: ['system'] }),
    );
    const parties = new Map(['health', ...PARTNERS].map((id) => [id, head(id)]));
    await agree({ administrator: hub().administrator, parties, startsOn: '2026-06-01T00:00:00.000Z', flows });
    known.agreement = (await head('school').get('/agreements').expect(200)).items[0].id as string;
    known.school = await subscribe('school', known.agreement);
    await subscribe('housing', known.agreement);
    for (const agency of PARTNERS) await becomes(agency, true);
  });

  /** A rule that somebody made by hand. */
  const anybody = {
    principal: 'User:housing',
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: AclResourceTypes.TOPIC,
    resourcePatternType: ResourcePatternTypes.LITERAL,
  };
  const operate = async (what: 'plan' | 'apply' | 'doctor', change: NodeJS.ProcessEnv = {}) => {
    const said = { out: '', err: '' };
    const code = await runCli(what === 'doctor' ? [what] : ['partner', 'topics', what], {
      out: { write: (text) => (said.out += text) },
      err: { write: (text) => (said.err += text) },
      environment: {
        DATABASE_URL: database().appUrl,
        DATABASE_OWNER_URL: database().ownerUrl,
        CONCORD_KEK: randomBytes(32).toString('base64'),
        KAFKA_BROKERS: kafka().secured.join(),
        KAFKA_SECURITY: 'SASL_PLAINTEXT',
        KAFKA_SASL_USERNAME: HUB,
        KAFKA_SASL_PASSWORD: passwordOf(HUB),
        ...change,
      },
      clock: () => Date.now(),
      interrupted: new AbortController().signal,
    });
    return { code, ...said };
  };

  it('is closed as soon as its subscription ends, under whoever listens, and no other is', async () => {
    const [school, housing] = [await listen('school'), await listen('housing')];
    await head('school').post(`/subscriptions/${known.school}/endings`, { reason: 'no-longer-needed' }).created();
    await school.out;
    await becomes('school', false);
    expect([housing.state.isOut, await isLetIn('housing')]).toEqual([false, true]);
    known.school = await subscribe('school', known.agreement);
    await becomes('school', true);
  });

  it('is closed while its agency is suspended, and opened again', async () => {
    const { out } = await listen('school');
    await hub().administrator.post('/agencies/school/suspensions', { reason: 'under-review' }).created();
    await out;
    await becomes('school', false);
    await hub().administrator.post('/agencies/school/reinstatements', { reason: 'reviewed' }).created();
    await becomes('school', true);
    expect(await isLetIn('housing')).toBe(true);
  });

  it('stays open when a subscription takes the place of another', async () => {
    const { state } = await listen('school');
    const next = await subscribe('school', known.agreement);
    const replaced = await head('school').get(`/subscriptions/${known.school}`).expect(200);
    expect(replaced).toMatchObject({ status: 'ended', reason: 'replaced', topic: 'concord.school.v1' });
    // Whoever is closed in between is closed before this one.
    await hub().administrator.post('/agencies/housing/suspensions', { reason: 'under-review' }).created();
    await becomes('housing', false);
    expect([state.isOut, await isLetIn('school')]).toEqual([false, true]);
    await hub().administrator.post('/agencies/housing/reinstatements', { reason: 'reviewed' }).created();
    await becomes('housing', true);
    known.school = next;
  });

  it('says how it is, and is closed to all when their agreement ends', async () => {
    const health: unknown = await (await fetch(`${hub().url}/health`)).json();
    expect(health).toMatchObject({ parts: { topics: { up: true } } });
    const ifMatch = await revisionOf(head('school'), `/agreements/${known.agreement}`);
    await head('school').post(`/agreements/${known.agreement}/endings`, { reason: 'replaced' }, { ifMatch }).created();
    for (const agency of PARTNERS) await becomes(agency, false);
  });

  it('is seen to by an operator as well, also while no hub runs', async () => {
    await opened?.close();
    opened = undefined;
    const admin = new Kafka({
      brokers: [...kafka().brokers],
      clientId: 'operator',
      logLevel: logLevel.NOTHING,
    }).admin();
    await admin.connect();
    await admin.createAcls({ acl: [{ ...anybody, resourceName: 'concord.school.v1' }] });
    await admin.disconnect();
    const stray = 'revoke  User:housing: READ on topic concord.school.v1\n';
    // What was accepted reaches the broker a moment later.
    while ((await operate('plan')).code === 0);
    expect(await operate('plan')).toEqual({ code: 3, out: stray, err: '' });
    expect((await operate('doctor')).out).toMatch(/^warn +topics .*\n +-> see: concord partner topics plan/m);
    expect(await operate('apply')).toEqual({ code: 0, out: `${stray}done\n`, err: '' });
    while ((await operate('plan')).code !== 0);
    expect((await operate('doctor')).out).toMatch(/^pass +topics /m);
    expect((await operate('doctor', { KAFKA_SASL_PASSWORD: 'wrong' })).out).toMatch(/^fail +topics /m);
    expect((await operate('plan', { KAFKA_SASL_PASSWORD: 'wrong' })).code).toBe(1);
    expect((await operate('plan', { KAFKA_BROKERS: '' })).code).toBe(2);
  });
});
