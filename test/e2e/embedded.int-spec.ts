import { rmSync } from 'node:fs';
import { runFolder } from '@hub/postgres/testing';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { startOverheard } from '../logs/index.js';
import { configOf } from './config.js';

const users = [{ id: 'admin', clientId: 'concord-partnership', worker: 'w1', role: 'administrator' }] as const;

describe('the embedded default', () => {
  const dataDir = runFolder('embedded');
  const options: HubOptions = {
    config: configOf(dataDir),
    clock: () => new Date(),
    users,
  };
  let hub: Hub | undefined;
  const started = async (): Promise<Hub> => ({ hub } = await startOverheard(options)).hub;

  afterAll(async () => {
    await hub?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const get = async (path: string, token?: string): Promise<Response> =>
    fetch(`${hub?.url ?? ''}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  it('starts on nothing, knows its partnership, and says that it is ready', async () => {
    expect((await started()).fresh).toBe(true);
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'up' });
    expect(await (await get('/health')).json()).toMatchObject({ status: 'up', parts: { views: { up: true } } });
    expect(await (await get('/openapi.json')).json()).toMatchObject({ info: { title: 'Concord' } });
    const token = await hub?.tokenFor('admin');
    expect(await (await get('/v1/agencies', token)).json()).toMatchObject({ items: [{ id: 'partnership' }] });
  });

  it('gives a token to a demonstration user, and to nobody else', async () => {
    const ask = (body: string) =>
      fetch(`${hub?.url ?? ''}/dev/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await ask('{"user":"admin"}')).status).toBe(200);
    expect((await ask('{"user":"nobody"}')).status).toBe(404);
    expect((await ask('{}')).status).toBe(400);
    expect((await get('/v1/agencies')).status).toBe(401);
  });

  it('does not share its data with a second hub', async () => {
    await expect(startOverheard(options)).rejects.toThrow();
  });

  it('starts again on what it had, and adds nothing', async () => {
    const head = await hub?.store.head();
    await hub?.stop();
    expect((await started()).fresh).toBe(false);
    expect(await hub?.store.head()).toBe(head);
  });
});
