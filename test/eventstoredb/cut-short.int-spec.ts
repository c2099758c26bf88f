import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { startEventStoreDouble, type EventStoreDouble } from './index.js';
import { identifierOf } from './wire.js';

/** Passes everything on, until it is cut. */
const startProxy = async (port: number) => {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: (how: (socket: Socket) => unknown): void => {
      for (const socket of sockets) how(socket);
      server.close();
    },
  };
};

const header = (stream: string): streams.AppendReq => {
  const options = new streams.AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  options.setNoStream(new shared.Empty());
  const message = new streams.AppendReq();
  message.setOptions(options);
  return message;
};

const proposed = (): streams.AppendReq => {
  const uuid = new shared.UUID();
  uuid.setString(randomUUID());
  const event = new streams.AppendReq.ProposedMessage();
  event.setId(uuid);
  event.getMetadataMap().set('type', 'happened').set('content-type', 'application/octet-stream');
  event.setData(Uint8Array.from([1]));
  const message = new streams.AppendReq();
  message.setProposedMessage(event);
  return message;
};

describe('the double of EventStoreDB', () => {
  let double: EventStoreDouble;
  beforeAll(async () => void (double = await startEventStoreDouble()));
  afterAll(() => double.stop());

  const ways: readonly (readonly [string, (socket: Socket) => unknown])[] = [
    ['is gone', (socket) => socket.end()],
    ['is reset', (socket) => socket.resetAndDestroy()],
    ['is killed', (socket) => socket.destroy()],
  ];

  it.each(ways)('stores nothing of an append whose client %s before it has said all of it', async (_how, way) => {
    const proxy = await startProxy(double.port);
    const stream = `cut-${randomUUID()}`;
    const client = new services.StreamsClient(`127.0.0.1:${proxy.port}`, credentials.createInsecure());
    const failed = new Promise((resolve) => {
      const call = client.append((error) => resolve(error));
      call.write(header(stream));
      call.write(proposed(), () => {
        // What was written has arrived by then, or nothing of it may be stored anyway.
        setTimeout(() => proxy.cut(way), 100);
      });
    });
    expect(await failed).toBeTruthy();
    await sleep(100);
    client.close();
    proxy.cut((socket) => socket.destroy());

    const reading = EventStoreDBClient.connectionString(double.url).readStream(stream);
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toMatchObject({ type: 'stream-not-found' });
  });
});
