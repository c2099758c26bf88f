import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentIssuer, verifier, type DevelopmentIssuerOptions } from './index.js';

const clock = () => new Date('2026-06-30T09:12:00.000Z');
const amal = { id: 'amal.social-worker', clientId: 'council-cms', worker: 'worker-amal', role: 'social-worker' };
const open = (other: Partial<DevelopmentIssuerOptions> = {}) =>
  developmentIssuer({
    dataDir: mkdtempSync(join(tmpdir(), 'concord-identity-')),
    clock,
    environment: 'development',
    host: '127.0.0.1',
    users: [amal],
    ...other,
  });

describe('the development issuer', () => {
  it('gives tokens of demonstration users that the verifier accepts', async () => {
    const { trust, tokenFor } = await open();
    const { verify } = verifier({ issuers: [trust], clock });
    const token = await tokenFor('amal.social-worker');
    expect(await verify(token ?? '')).toMatchObject({
      clientId: 'council-cms',
      subject: 'worker-amal',
      role: 'social-worker',
    });
    expect(await tokenFor('nobody')).toBeUndefined();
  });

  it('keeps its key for itself, and over a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-identity-'));
    const { tokenFor, trust } = await open({ dataDir });
    const token = await tokenFor(amal.id);
    const [file] = readdirSync(dataDir).map((name) => join(dataDir, name));
    expect(statSync(file!).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(trust)).not.toContain((JSON.parse(readFileSync(file!, 'utf8')) as { d: string }).d);
    const restarted = await open({ dataDir });
    await verifier({ issuers: [restarted.trust], clock }).verify(token ?? '');
  });

  it('is not trusted by another installation', async () => {
    const token = await (await open()).tokenFor(amal.id);
    const { trust } = await open();
    await expect(verifier({ issuers: [trust], clock }).verify(token ?? '')).rejects.toMatchObject({
      code: 'token-invalid',
    });
  });

  it('refuses production, and addresses that others can reach', async () => {
    await expect(open({ environment: 'production' })).rejects.toThrow('refuses to run in production');
    for (const host of ['0.0.0.0', '::', '10.0.0.4', 'hub.example', '127.0.0.1.evil.example'])
      await expect(open({ host })).rejects.toThrow('loopback');
    for (const host of ['localhost', '::1', '127.0.0.2']) await open({ host });
  });
});
