import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { EventStoreError, refuse } from '@hub/eventsourcing';
import { developmentIssuer, verifier, type DevelopmentIssuer } from '@hub/identity';
import { inMemoryKeyStore, localKeyEncryption, vault } from '@hub/vault';
import {
  application,
  Asked,
  DevelopmentModule,
  Needs,
  NeedsFunction,
  Public,
  readiness,
  structuredLog,
  type Asking,
  type Check,
  type Views,
} from './index.js';

class Passage {
  @IsString() @MaxLength(20) text!: string;
}

class NoteBody {
  @IsString() @MaxLength(20) category!: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Passage) passages?: Passage[];
}

const THROWN: Readonly<Record<string, () => unknown>> = {
  fault: () => new Error('about Jane Doe'),
  refusal: () => {
    try {
      return refuse('consent/already-granted', 'a consent is granted once');
    } catch (error) {
      return error;
    }
  },
  conflict: () => new EventStoreError('revision-conflict', 'moved'),
  'command-conflict': () => new EventStoreError('command-conflict', 'other'),
  unavailable: () => new EventStoreError('unavailable', 'away'),
  'too-large': () => new EventStoreError('too-large', 'large'),
  unknown: () => new (class extends Error {})('x'),
  away: () => Object.assign(new Error('connect ECONNREFUSED Jane'), { code: 'ECONNREFUSED' }),
  text: () => 'Jane Doe',
  nothing: () => undefined,
};

@Controller('notes')
class NotesController {
  @Get('mine') mine(@Asked() asking: Asking): object {
    return asking;
  }

  @Get('purposed') @Needs({ purpose: true }) purposed(@Asked() { purpose, ground }: Asking): object {
    return { purpose, ...(ground && { ground }) };
  }

  @Get('governed') @NeedsFunction('information-governance') governed(): object {
    return {};
  }

  @Post() @Needs({ command: true }) record(@Body() body: NoteBody, @Asked() { claim }: Asking): object {
    return { claim, body };
  }

  @Post(':id/endings') @Needs({ command: true, ifMatch: 'required' }) end(@Asked() { expected }: Asking): object {
    return { expected };
  }

  @Post('throws/:what') @Needs({ command: true, ifMatch: 'optional' }) @HttpCode(200) throws(
    @Param('what') what: string,
  ): never {
    throw THROWN[what]?.();
  }

  @Get('open') @Public() open(): object {
    return { open: true };
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {}

const clock = () => new Date('2026-06-30T09:12:00.000Z');
const user = (id: string, clientId: string, role: string) => ({ id, clientId, worker: `worker-${id}`, role });
const role = (code: string, functions: readonly ['practitioner' | 'information-governance']) =>
  ({ code, title: code, reach: 'agency', functions }) as const;

describe('the shell of the hub', () => {
  const lines: string[] = [];
  const flag = readiness();
  const checks: Check[] = [{ name: 'database', needed: true, check: () => Promise.resolve({ up: databaseUp }) }];
  let databaseUp = true;
  let reached: Awaited<ReturnType<Views['reached']>> = 'reached';
  let app: NestFastifyApplication;
  let issuer: DevelopmentIssuer;
  let token = '';

  const open = async (drain = flag): Promise<NestFastifyApplication> => {
    const { keyedHash } = vault({
      keys: inMemoryKeyStore(),
      kek: localKeyEncryption(randomBytes(32).toString('base64')),
      now: () => 0,
    });
    const roles = [role('teacher', ['practitioner']), role('ig-officer', ['information-governance'])];
    return application({
      modules: [NotesModule, DevelopmentModule.of(issuer)],
      parts: {
        verifier: verifier({ issuers: [issuer.trust], clock }),
        register: {
          agencyOfClient: ({ issuer: by, clientId }) =>
            Promise.resolve(
              by === issuer.trust.issuer && clientId === 'school-mis'
                ? { id: 'hill-school', status: 'active', roles }
                : undefined,
            ),
        },
        answers: { answerTo: () => Promise.resolve(undefined) },
        keyedHash,
        clock,
        views: { reached: () => Promise.resolve(reached) },
        log: structuredLog({ level: 'trace', to: { write: (line: string) => void lines.push(line) } }),
        readiness: drain,
        checks,
        known: { statuses: { 'consent/unknown': 404 } },
      },
    });
  };

  beforeAll(async () => {
    issuer = await developmentIssuer({
      dataDir: mkdtempSync(join(tmpdir(), 'concord-platform-')),
      clock,
      environment: 'development',
      host: '127.0.0.1',
      users: [
        user('amal', 'school-mis', 'teacher'),
        user('ines', 'school-mis', 'ig-officer'),
        user('eve', 'stranger', 'teacher'),
        user('rolf', 'school-mis', 'gardener'),
      ],
    });
    token = (await issuer.tokenFor('amal')) ?? '';
    app = await open();
  });
  afterAll(() => app.close());
  beforeEach(() => void (reached = 'reached'));

  const send = (
    method: 'GET' | 'POST',
    url: string,
    options: { headers?: object; payload?: unknown; as?: string } = {},
  ) =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${options.as ?? token}`, ...options.headers },
      ...(options.payload !== undefined && { payload: options.payload as string }),
    });
  const command = (url: string, payload: unknown, headers: object = {}) =>
    send('POST', url, {
      headers: { 'idempotency-key': randomUUID(), 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
    });
  const code = async (answer: ReturnType<typeof send>): Promise<[number, string]> => {
    const { statusCode, body, headers } = await answer;
    expect(headers['content-type']).toBe('application/problem+json');
    const problem = JSON.parse(body) as { code: string; type: string; status: number; instance: string };
    expect(problem).toMatchObject({ type: `/problems/${problem.code}`, status: statusCode });
    expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    return [statusCode, problem.code];
  };

  it('knows who asks, from the client’s registration and the signed token', async () => {
    const given = randomUUID();
    const { body, headers } = await send('GET', '/v1/notes/mine', { headers: { 'x-request-id': given } });
    expect(JSON.parse(body)).toMatchObject({
      agency: 'hill-school',
      clientId: 'school-mis',
      worker: 'worker-amal',
      role: 'teacher',
      functions: ['practitioner'],
      at: '2026-06-30T09:12:00.000Z',
      correlationId: given,
    });
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-request-id': given });
  });

  it('lets nobody in without a good token of a registered client in a registered role', async () => {
    const missing = await app.inject({ url: '/v1/notes/mine' });
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="concord"');
    expect(await code(send('GET', '/v1/notes/mine', { as: '' }))).toEqual([401, 'identity/token-missing']);
    expect(await code(send('GET', '/v1/notes/mine', { as: 'a.b.c' }))).toEqual([401, 'identity/token-not-accepted']);
    for (const id of ['eve', 'rolf'])
      expect(await code(send('GET', '/v1/notes/mine', { as: (await issuer.tokenFor(id)) ?? '' }))).toEqual([
        401,
        'identity/client-unknown',
      ]);
    expect((await app.inject({ url: '/v1/notes/open' })).json()).toEqual({ open: true });
  });

  it('keeps an endpoint for the roles that have its function', async () => {
    expect(await code(send('GET', '/v1/notes/governed'))).toEqual([403, 'request/role-not-allowed']);
    expect((await send('GET', '/v1/notes/governed', { as: (await issuer.tokenFor('ines')) ?? '' })).statusCode).toBe(
      200,
    );
  });

  it('asks for a purpose, and takes a ground', async () => {
    expect(await code(send('GET', '/v1/notes/purposed'))).toEqual([403, 'request/purpose-missing']);
    for (const query of [
      'purpose=curiosity',
      'purpose=',
      'purpose=toString',
      'purpose=early-help&purpose=safeguarding',
    ])
      expect(await code(send('GET', `/v1/notes/purposed?${query}`))).toEqual([400, 'request/purpose-unknown']);
    const headers = {
      'concord-ground': 'typed',
      'concord-ground-words': 'se%C3%B1al',
      'concord-inform-unsafe': 'true',
    };
    const { body } = await send('GET', '/v1/notes/purposed?purpose=safeguarding', { headers });
    expect(JSON.parse(body)).toEqual({
      purpose: 'safeguarding',
      ground: { kind: 'typed', words: 'señal', informUnsafe: true },
    });
    for (const bad of [
      { 'concord-ground': 'x' },
      { ...headers, 'concord-ground-words': '%' },
      { ...headers, 'concord-inform-unsafe': '1' },
    ])
      expect(await code(send('GET', '/v1/notes/purposed?purpose=safeguarding', { headers: bad }))).toEqual([
        400,
        'request/header-not-valid',
      ]);
  });

  it('tells the same command from another with the same key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const macOf = async (body: string): Promise<unknown> =>
      (await command('/v1/notes', body, key)).json<{ claim: unknown }>().claim;
    const first = await macOf('{"category":"injury","passages":[{"text":"a"}]}');
    expect(first).toMatchObject({ agency: 'hill-school', commandId: key['idempotency-key'] });
    expect(await macOf('{ "passages" : [{"text":"\\u0061"}], "category":"injury" }')).toEqual(first);
    expect(await macOf('{"category":"injury","passages":[{"text":"b"}]}')).not.toEqual(first);
    for (const bad of ['', 'not-a-uuid', randomUUID().toUpperCase()])
      expect(await code(command('/v1/notes', {}, { 'idempotency-key': bad }))).toEqual([400, 'request/key-missing']);
  });

  it('reads If-Match, and asks for it where it is needed', async () => {
    expect((await command('/v1/notes/n1/endings', {}, { 'if-match': '"7"' })).json()).toEqual({ expected: 7 });
    expect(await code(command('/v1/notes/n1/endings', {}))).toEqual([428, 'request/if-match-missing']);
    for (const bad of ['7', 'W/"7"', '*', '"7", "8"', '"x"'])
      expect(await code(command('/v1/notes/n1/endings', {}, { 'if-match': bad }))).toEqual([
        400,
        'request/header-not-valid',
      ]);
  });

  it('takes no If-Match where others write as well: a failed one would tell that they have', async () => {
    const asked = command('/v1/notes', {}, { 'if-match': '"7"' });
    expect(await code(asked)).toEqual([400, 'request/header-not-valid']);
  });

  it('waits for the views where a position is named', async () => {
    const headers = { 'concord-min-position': '42' };
    expect((await send('GET', '/v1/notes/mine', { headers })).statusCode).toBe(200);
    reached = 'behind';
    expect((await send('GET', '/v1/notes/mine', { headers })).headers['retry-after']).toBe('1');
    expect(await code(send('GET', '/v1/notes/mine', { headers }))).toEqual([503, 'request/views-behind']);
    expect(await code(send('GET', '/v1/notes/mine', { headers: { 'concord-min-position': 'Jane Doe' } }))).toEqual([
      400,
      'request/position-unknown',
    ]);
  });

  it('turns every error into a problem', async () => {
    const thrown = (what: string, headers = {}) => code(command(`/v1/notes/throws/${what}`, {}, headers));
    expect(await thrown('refusal')).toEqual([422, 'consent/already-granted']);
    expect(await thrown('conflict')).toEqual([409, 'request/conflict']);
    expect(await thrown('conflict', { 'if-match': '"1"' })).toEqual([412, 'request/changed-since']);
    expect(await thrown('command-conflict')).toEqual([422, 'request/key-reused']);
    expect(await thrown('too-large')).toEqual([413, 'request/too-large']);
    expect(await thrown('unavailable')).toEqual([503, 'request/not-now']);
    expect(await thrown('away')).toEqual([503, 'request/not-now']);
    for (const what of ['fault', 'text', 'nothing', 'unknown'])
      expect(await thrown(what)).toEqual([500, 'request/fault']);
    expect(await code(send('GET', '/v1/nowhere/Jane'))).toEqual([404, 'request/not-found']);
    expect(await code(send('GET', '/v1/notes/%zz'))).toEqual([400, 'request/not-valid']);
    expect(await code(send('POST', '/v1/notes/mine'))).toEqual([404, 'request/not-found']);
  });

  it('takes JSON objects in UTF-8 only, of 256 KiB at most', async () => {
    expect(await code(command('/v1/notes', '{"category":'))).toEqual([400, 'request/body-not-json']);
    expect(await code(command('/v1/notes', '{"category":"a","category":"b"}'))).toEqual([
      400,
      'request/body-duplicate-key',
    ]);
    expect(await code(command('/v1/notes', '{"__proto__":{}}'))).toEqual([400, 'request/body-forbidden-key']);
    expect(await code(command('/v1/notes', { category: 'x'.repeat(300_000) }))).toEqual([413, 'request/too-large']);
    for (const type of [
      'text/plain',
      'application/xml',
      'application/json; charset=latin1',
      'application/x-www-form-urlencoded',
      'nonsense',
    ])
      expect(await code(command('/v1/notes', '{}', { 'content-type': type }))).toEqual([415, 'request/media-type']);
    expect(await code(command('/v1/notes', '{}', { 'content-encoding': 'gzip' }))).toEqual([415, 'request/media-type']);
  });

  it('says where a body is wrong, and nothing of what it says', async () => {
    const answer = await command('/v1/notes', {
      category: 7,
      passages: [{ text: 'a' }, { text: 'x'.repeat(30), 'Jane Doe': 1 }],
    });
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'request/not-valid',
      errors: [
        { pointer: '/category', code: 'request/max-length' },
        { pointer: '/passages/1', code: 'request/field-unknown' },
        { pointer: '/passages/1/text', code: 'request/max-length' },
      ],
    });
    expect(answer.body).not.toMatch(/Jane|xxx/);
  });

  it('answers anything at all as a body with less than 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          fc.json({ noUnicodeString: false }).map((text) => Buffer.from(text)),
          fc
            .record({ category: fc.jsonValue(), passages: fc.jsonValue() }, { requiredKeys: [] })
            .map((body) => Buffer.from(JSON.stringify(body))),
        ),
        async (bytes) => {
          const { statusCode } = await command('/v1/notes', bytes);
          expect(statusCode).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('writes no personal data into its log', async () => {
    lines.length = 0;
    await send('GET', '/v1/notes/mine?name=Jane-Doe', {
      headers: { 'x-request-id': 'Jane Doe', 'concord-gateway': 'Jane Doe' },
    });
    await send('GET', '/v1/people/Jane-Doe');
    await command('/v1/notes', { 'Jane Doe': 'Jane Doe', category: 'Jane Doe' });
    await command('/v1/notes', '{"Jane Doe"');
    for (const what of ['fault', 'away', 'text']) await command(`/v1/notes/throws/${what}`, { name: 'Jane Doe' });
    const log = lines.join('');
    expect(log).not.toMatch(/Jane|Doe/);
    expect(log).not.toContain(token.slice(0, 20));
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ method: 'POST', route: '/v1/notes/throws/:what', status: 500, agency: 'hill-school' }),
    );
    expect(log).toContain('application.int-spec');
  });

  it('tells whether it is well, and says no before it stops', async () => {
    expect((await app.inject({ url: '/ping' })).json()).toEqual({ status: 'up' });
    expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/health' })).json()).toEqual({ status: 'up', parts: { database: { up: true } } });
    databaseUp = false;
    expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(503);
    databaseUp = true;
    const stopping = readiness();
    const other = await open(stopping);
    stopping.stopAccepting();
    expect((await other.inject({ url: '/health/ready' })).json()).toEqual({ status: 'draining' });
    expect((await other.inject({ url: '/ping' })).statusCode).toBe(200);
    await other.close();
  });

  it('gives tokens of invented people to this machine only', async () => {
    const ask = (headers: object, body: unknown = { user: 'amal' }, remoteAddress = '127.0.0.1') =>
      app.inject({
        method: 'POST',
        url: '/dev/token',
        remoteAddress,
        headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
        payload: JSON.stringify(body),
      });
    const { access_token: given } = (await ask({})).json<{ access_token: string }>();
    expect((await send('GET', '/v1/notes/mine', { as: given })).statusCode).toBe(200);
    expect(await code(ask({}, { user: 'nobody' }))).toEqual([404, 'request/not-found']);
    for (const headers of [
      { host: 'evil.example' },
      { origin: 'https://evil.example' },
      { 'x-forwarded-for': '10.0.0.1' },
    ])
      expect(await code(ask(headers))).toEqual([404, 'request/not-found']);
    expect(await code(ask({}, { user: 'amal' }, '10.0.0.4'))).toEqual([404, 'request/not-found']);
  });

  it('answers garbage on the wire with a problem', async () => {
    const other = await open(readiness());
    await other.listen(0, '127.0.0.1');
    const { port } = other.getHttpServer().address() as { port: number };
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('Jane Doe\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text));
    });
    expect(answer).toContain('application/problem+json');
    expect(answer).not.toContain('Jane');
    await other.close();
  });
});
