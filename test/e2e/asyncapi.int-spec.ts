import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agree, plainFlow } from './agreed.js';
import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
const roles = { system: {}, head: { functions: ['administrator'] } } as const;
const folder = mkdtempSync(join(tmpdir(), 'concord-asyncapi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linted = (document: object): string => {
  const file = join(folder, 'asyncapi.json');
  writeFileSync(file, JSON.stringify(document));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join('node_modules', '@redocly', 'cli', 'bin', 'cli.js'), 'lint', file, '--config', 'redocly.yaml'],
    { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  return status === 0 ? '' : stdout + stderr;
};

const subscribe = async (agency: string, agreementId: string, types: readonly string[]): Promise<string> => {
  const wanted = { agreementId, role: 'system', purpose: 'early-help', categories: ['attendance'], types };
  const { id } = await hub()
    .as(agency, 'head')
    .post('/subscriptions', { ...wanted, delivery: 'pull' })
    .created();
  await hub()
    .administrator.post(`/subscriptions/${String(id)}/approvals`, {})
    .created();
  return String(id);
};

it('the AsyncAPI document is cut to the agency that asks, for as long as it is told something, and keeps the rules', async () => {
  for (const id of ['school', 'health']) await hub().enrol(id, { roles });
  const flows = [
    plainFlow(1, {
      from: 'health',
      to: 'school',
      categories: ['attendance'],
      roles: ['system'],
      purposes: ['early-help'],
    }),
    plainFlow(2, {
      from: 'school',
      to: 'health',
      categories: ['attendance'],
      roles: ['system'],
      purposes: ['early-help'],
    }),
  ];
  const parties = new Map(['school', 'health'].map((id) => [id, hub().as(id, 'head')]));
  await agree({ administrator: hub().administrator, parties, startsOn: '2026-06-01T00:00:00.000Z', flows });
  const { items } = await hub().as('school', 'head').get('/agreements').expect(200);
  const agreement = (items as { id: string }[])[0]!.id;
  await hub().as('school', 'system').get('/asyncapi').refused(404, 'request/not-found');

  const subscription = await subscribe('school', agreement, ['org.concord.note.shared.v1']);
  await subscribe('health', agreement, ['org.concord.family.linked.v1']);
  const document = await hub().as('school', 'system').get('/asyncapi').expect(200);
  expect(document).toMatchObject({
    info: { title: 'What school is sent by Concord' },
    servers: { hub: { host: 'hub.example' } },
    components: { messages: { 'note.shared.v1': {}, 'recall.raised.v1': {}, 'subscription.heartbeat.v1': {} } },
  });
  expect(JSON.stringify(document)).not.toMatch(/family\.linked|health/);
  expect(linted(document as object)).toBe('');

  const ended = { reason: 'no-longer-needed' };
  await hub().as('school', 'head').post(`/subscriptions/${subscription}/endings`, ended).created();
  await hub().as('school', 'system').get('/asyncapi').refused(404, 'request/not-found');
});
