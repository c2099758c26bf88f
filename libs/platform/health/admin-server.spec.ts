import { adminServer, type AdminServer } from './admin-server.js';
import { readiness, type Check } from './health.js';
import { metricsOf, type Metrics } from './metrics.js';

describe('the address of those who watch', () => {
  let log: Check['check'] = () => Promise.resolve({ up: true });
  let metrics: Metrics = metricsOf([]);
  let server: AdminServer;
  beforeAll(async () => {
    const checks = [{ name: 'log', needed: true, check: () => log() }];
    const asked: Metrics = { ...metrics, text: () => metrics.text() };
    server = await adminServer({ host: '127.0.0.1', port: 0, metrics: asked, checks, readiness: readiness() });
  });
  afterAll(() => server.stop());

  const get = async (path: string, method = 'GET') => {
    const answer = await fetch(`${server.url}${path}`, { method });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('tells Prometheus what is measured', async () => {
    const { status, type, text } = await get('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('# TYPE process_cpu_seconds_total counter');
  });

  it('says how the hub is, and that it is down while something needed is', async () => {
    expect(await get('/health')).toMatchObject({ status: 200, text: '{"status":"up","parts":{"log":{"up":true}}}' });
    log = () => Promise.reject(new Error('hush'));
    const { status, text } = await get('/health');
    expect(status).toBe(503);
    expect(text).toBe('{"status":"down","parts":{"log":{"up":false,"because":"failed"}}}');
  });

  it('takes what a scrape is configured to ask besides, and answers whether it is there', async () => {
    expect(await get('/metrics?module=hub')).toMatchObject({ status: 200 });
    expect(await get('/metrics', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it('has nothing else, and says nothing of what went wrong', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(404);
    metrics = { ...metrics, text: () => Promise.reject(new Error('hush')) };
    expect(await get('/metrics')).toMatchObject({ status: 500, text: 'That could not be found out.\n' });
  });
});
