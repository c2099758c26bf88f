import { startEventStoreDouble } from '../../test/eventstoredb/index.js';
import { describeEventStoreDb } from './index.js';

describe('an EventStoreDB', () => {
  it('says which it is and who leads, as a double of it does', async () => {
    const double = await startEventStoreDouble();
    expect(await describeEventStoreDb(double.url)).toEqual({
      version: '23.10.6',
      nodes: [{ address: `127.0.0.1:${double.port}`, role: 'leader', isAlive: true, behind: 0 }],
    });
    await double.stop();
    await expect(describeEventStoreDb(double.url)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
