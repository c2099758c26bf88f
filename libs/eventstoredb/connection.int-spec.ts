import { binaryEvent } from '@eventstore/db-client';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { connected } from './connection.js';
import { insideOf } from './inside.js';
import { within } from './limits.js';
import { unhandledRejections } from './testing/unhandled.js';

describe('a connection to EventStoreDB', () => {
  let double: EventStoreDouble;
  const unhandled = unhandledRejections();
  beforeAll(async () => {
    double = await startEventStoreDouble();
  });
  afterAll(async () => {
    await double.stop();
  });
  afterEach(() => {
    expect(unhandled).toEqual([]);
  });

  it('refuses an append whose channel is closed before it is sent, where the client alone would let it hang', async () => {
    const connection = connected(double.url);
    const { credentials } = connection;
    const client = connection.client();
    const channel = await insideOf(client).getChannel();
    const event = binaryEvent({ type: 'happened', data: Buffer.from('{}') });
    const appending = client.appendToStream('closed', event, { credentials });
    channel.close();
    await expect(within(2_000, appending)).rejects.toThrow('the connection was closed');
    await connection.close();
  });

  it('hears that nobody leads once, also while another call is failing', async () => {
    const connection = connected('esdb://127.0.0.1:1,127.0.0.1:1?tls=false&maxDiscoverAttempts=1&discoveryInterval=1');
    const inside = insideOf(connection.client());
    const looking = inside.getChannel();
    const failing = inside.handleError(
      { getChannel: () => undefined },
      Object.assign(new Error('gone'), { code: 14, details: 'gone' }),
    );
    await expect(looking).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(failing).resolves.toBeUndefined();
    await connection.close();
  });
});
