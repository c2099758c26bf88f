import { startEventStoreDouble } from '../../../test/eventstoredb/index.js';
import { engineFindings } from './engine.js';

describe('what the doctor says of the engine that keeps the log', () => {
  it('is that PostgreSQL does, unless another is named', async () => {
    expect(await engineFindings({})).toEqual([{ what: 'log', verdict: 'pass', says: 'is in PostgreSQL' }]);
  });

  it('is its version, who leads, and each other node', async () => {
    const double = await startEventStoreDouble();
    const here = `127.0.0.1:${double.port}`;
    expect(await engineFindings({ eventStoreUrl: double.url })).toEqual([
      { what: 'log', verdict: 'pass', says: `is on EventStoreDB 23.10.6, led by ${here}` },
    ]);
    await double.faults.plan({ fault: 'not-leader', forMs: 60_000, leader: { host: '127.0.0.1', port: 1 } });
    expect(await engineFindings({ eventStoreUrl: double.url })).toEqual([
      { what: 'log', verdict: 'pass', says: 'is on EventStoreDB 23.10.6, led by 127.0.0.1:1' },
      expect.objectContaining({ what: `log on ${here}`, says: expect.stringMatching(/^follower/) }),
    ]);
    await double.stop();
  });

  it('is that it cannot be reached, why, and nothing of who asks', async () => {
    const findings = await engineFindings({ eventStoreUrl: 'esdb://hub:hush@127.0.0.1:1?tls=false' });
    expect(findings).toEqual([
      expect.objectContaining({
        what: 'log',
        verdict: 'fail',
        says: 'EventStoreDB: the log did not answer: nothing listens at its address',
      }),
    ]);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });

  it.each([
    'esdb://hub:hush@127.0.0.1:1?hush=hush',
    'esdb://hub:hush@127.0.0.1:1?tlsCAFile=/hush/ca.pem',
    'esdb://hub:hush%@127.0.0.1:1',
  ])('is that its address is none, and nothing of it: %#', async (eventStoreUrl) => {
    const findings = await engineFindings({ eventStoreUrl });
    expect(findings).toMatchObject([{ verdict: 'fail', says: expect.stringMatching(/the address of EventStoreDB /) }]);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});
