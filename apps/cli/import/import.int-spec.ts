import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runCli } from '../cli.js';

/** What a hub says to one request. */
type Reply = { readonly status: number; readonly body?: object; readonly headers?: Record<string, string> } | 'hang-up';

const mapping = {
  id: '5f0c9d3e-8a4b-4f17-9c26-b1d7e3a90c54',
  localId: 'Id',
  name: { given: 'First', family: 'Last' },
  involvement: { service: { text: 'Family support' }, from: { column: 'Since', format: 'yyyy-MM-dd' } },
};
const HEADING = 'Id,First,Last,Since';
const rows = (count: number) => Array.from({ length: count }, (_, n) => `${n},Ada${n},Example,2026-01-05`);

const created = (key: string, replayed = false): Reply => ({
  status: 201,
  body: { id: `person-${key}` },
  ...(replayed && { headers: { 'idempotency-replayed': 'true' } }),
});

/** A hub that remembers by key, but for the replies that are prepared for it. */
const hubWith = async (replies: (Reply | (() => Reply))[] = []) => {
  const stored = new Map<string, string>();
  const tokens: string[] = [];
  const reply = (request: IncomingMessage, body: string): Reply => {
    const prepared = replies.shift();
    if (prepared) return typeof prepared === 'function' ? prepared() : prepared;
    const key = String(request.headers['idempotency-key']);
    const before = stored.get(key);
    stored.set(key, before ?? body);
    if (before === undefined || before === body) return created(key, before !== undefined);
    return { status: 422, body: { code: 'request/key-reused', title: 'another request' } };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      tokens.push(String(request.headers.authorization));
      const said = reply(request, body);
      if (said === 'hang-up') return request.socket.destroy();
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
      return response.end(JSON.stringify(said.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stored, tokens };
};

const opened: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const newExtract = (...lines: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-import-'));
  const [file, by] = [join(folder, 'extract.csv'), join(folder, 'mapping.json')];
  const write = (...content: readonly string[]) => writeFileSync(file, [HEADING, ...content, ''].join('\n'));
  write(...lines);
  writeFileSync(by, JSON.stringify(mapping));
  return { folder, file, by, write };
};

const cli = async (args: readonly string[], environment: NodeJS.ProcessEnv = { CONCORD_TOKEN: 'token' }) => {
  const [out, err]: [string[], string[]] = [[], []];
  const interruption = new AbortController();
  const code = await runCli(args, {
    out: { write: (text) => out.push(text) },
    err: { write: (text) => err.push(text) },
    environment,
    clock: () => Date.now(),
    interrupted: interruption.signal,
  });
  return { code, out: out.join(''), err: err.join('') };
};

const load = (extract: ReturnType<typeof newExtract>, url: string, ...more: readonly string[]) =>
  cli(['import', '--file', extract.file, '--mapping', extract.by, '--url', url, ...more]);

const rejectsOf = ({ file }: ReturnType<typeof newExtract>) =>
  readFileSync(`${file}.concord-rejects.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

describe('an import', () => {
  it('stores every row once, however often it runs, with its journal or without', async () => {
    const [hub, extract] = [await hubWith(), newExtract(...rows(30))];
    expect(await load(extract, hub.url)).toMatchObject({ code: 0, out: expect.stringMatching(/^30 rows: 30 stored/) });
    expect(hub.stored.size).toBe(30);
    const asked = hub.tokens.length;
    expect((await load(extract, hub.url)).out).toMatch(/^30 rows: 0 stored, 30 there already/);
    expect(hub.tokens.length).toBe(asked + 1);
    writeFileSync(`${extract.file}.concord-import.jsonl`, '');
    expect((await load(extract, hub.url)).out).toMatch(/^30 rows: 0 stored, 30 there already/);
    expect(hub.stored.size).toBe(30);
  });

  it('names a row that has changed, and does not store it', async () => {
    const [hub, extract] = [await hubWith(), newExtract(...rows(3))];
    await load(extract, hub.url);
    extract.write(...rows(3).slice(0, 2), '2,Ada2,Other,2026-01-05', '3,New,Example,2026-01-05');
    const { code, out } = await load(extract, hub.url);
    expect([code, out]).toEqual([
      3,
      expect.stringMatching(/^4 rows: 1 stored, 2 there already, 1 with something wrong/),
    ]);
    expect(rejectsOf(extract)).toEqual([{ line: 4, lastLine: 4, code: 'import/already-imported-differently' }]);
    expect(hub.stored.size).toBe(4);
    extract.write(...rows(3));
    await load(extract, hub.url);
    expect(() => rejectsOf(extract)).toThrow('ENOENT');
  });

  it('does not believe its journal about a hub that knows nothing of it', async () => {
    const extract = newExtract(...rows(5));
    const before = await hubWith();
    await load(extract, before.url);
    before.stored.clear();
    expect((await load(extract, before.url)).out).toMatch(/^5 rows: 5 stored, 0 there already/);
    expect(before.stored.size).toBe(5);
  });

  it('goes on while the hub is busy, restarting or hanging up', async () => {
    const busy: Reply[] = [
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 429 },
      'hang-up',
      { status: 500 },
    ];
    const [hub, extract] = [await hubWith(busy), newExtract(...rows(10))];
    const { code, err } = await load(extract, hub.url);
    expect(code).toBe(0);
    expect(hub.stored.size).toBe(10);
    expect(err).toContain('the hub does not answer; trying again');
  });

  it('names what the hub refuses by the hub’s own reasons', async () => {
    const refusal = { status: 422, body: { code: 'people/name-blank', title: 'a name has something in it' } };
    const errors = [{ pointer: '/involvement/workers/0', code: 'request/field-not-valid', detail: 'a worker' }];
    const malformed = { status: 400, body: { code: 'request/not-valid', errors } };
    const [hub, extract] = [await hubWith([refusal, malformed]), newExtract(...rows(4))];
    const { code, out } = await load(extract, hub.url);
    expect(code).toBe(3);
    expect(out).toContain('4 rows: 2 stored, 0 there already, 2 with something wrong');
    expect(out).toContain('a name has something in it (people/name-blank)');
    expect(out).toContain('a worker (request/field-not-valid, /involvement/workers/0)');
  });

  it('stops where every row would be refused, and says how to go on', async () => {
    const extract = newExtract(...rows(40));
    const hub = await hubWith(Array.from({ length: 40 }, () => ({ status: 401, body: { code: 'identity/expired' } })));
    const { code, err } = await load(extract, hub.url);
    expect(code).toBe(4);
    expect(err).toContain('the hub does not accept the token; it may have expired (identity/expired)');
    expect(err).toContain(`to go on where this ended: concord import --file ${extract.file}`);
    expect(hub.tokens.length).toBeLessThanOrEqual(8);
  });

  it('takes up a token that was renewed on the way', async () => {
    const extract = newExtract(...rows(1));
    const tokenFile = join(extract.folder, 'token');
    writeFileSync(tokenFile, 'old\n');
    const expired = (): Reply => {
      writeFileSync(tokenFile, 'new\n');
      return { status: 401 };
    };
    const hub = await hubWith([expired]);
    const args = ['import', '--file', extract.file, '--mapping', extract.by, '--token-file', tokenFile];
    expect((await cli([...args, '--url', hub.url], {})).code).toBe(0);
    expect(hub.tokens).toEqual(['Bearer old', 'Bearer new']);
    expect(hub.stored.size).toBe(1);
  });

  it('of a dry run needs no hub and leaves no journal', async () => {
    const extract = newExtract(...rows(2), '7, , ,2026-01-05');
    const { code, out } = await cli(['import', '--file', extract.file, '--mapping', extract.by, '--dry-run'], {});
    expect(code).toBe(3);
    expect(out).toContain('3 rows: 2 would be sent to the hub, 0 there already, 1 with something wrong');
    expect(out).toContain('line 4: a name has at least one part that is not blank (people/name-blank)');
    expect(() => readFileSync(`${extract.file}.concord-import.jsonl`)).toThrow('ENOENT');
  });

  it('speaks JSON to programs', async () => {
    const extract = newExtract(...rows(1), '7, , ,2026-01-05');
    const { out, err } = await cli(
      ['import', '--json', '--dry-run', '--file', extract.file, '--mapping', extract.by],
      {},
    );
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { event: 'bad-row', line: 3, faults: [{ code: 'people/name-blank' }] },
      { event: 'report', rows: 2, stored: 1, bad: 1, reasons: { 'people/name-blank': 1 } },
    ]);
    expect(err).toBe('');
  });
});

describe('a command that is not understood', () => {
  const extract = () => newExtract(...rows(1));
  it.each<[string, (given: ReturnType<typeof newExtract>) => readonly string[], string]>([
    ['without a file', () => ['import'], "required option '--file <csv>' not specified"],
    ['unknown', () => ['improt'], 'unknown command'],
    ['without a hub', ({ file, by }) => ['import', '--file', file, '--mapping', by], 'the hub’s address is needed'],
    [
      'in clear over the network',
      ({ file, by }) => ['import', '--file', file, '--mapping', by, '--url', 'http://hub.example'],
      'neither https nor this machine',
    ],
    [
      'of no such file',
      ({ file, by }) => ['import', '--file', `${file}x`, '--mapping', by, '--dry-run'],
      'there is no such file',
    ],
    ['with no mapping', ({ file }) => ['import', '--file', file, '--mapping', file, '--dry-run'], 'or is not JSON'],
  ])('%s', async (_, args, reason) => {
    const { code, err } = await cli(args(extract()), { CONCORD_TOKEN: 'token' });
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });

  it('without a token', async () => {
    const { file, by } = extract();
    const given = ['import', '--file', file, '--mapping', by, '--url', 'http://127.0.0.1:1'];
    expect(await cli(given, {})).toMatchObject({ code: 2, err: expect.stringContaining('a token is needed') });
  });
});

it('the extracts that are shipped fit their mappings', async () => {
  const path = (file: string) => fileURLToPath(new URL(`../../../test/${file}`, import.meta.url));
  for (const agency of ['csc', 'education']) {
    const extract = ['--file', path(`data/family-context/${agency}.csv`)];
    const { code, out } = await cli([
      'import',
      '--dry-run',
      ...extract,
      '--mapping',
      path(`import/${agency}.mapping.json`),
    ]);
    expect([code, out]).toEqual([0, expect.stringContaining('500 rows: 500 would be sent')]);
  }
});
