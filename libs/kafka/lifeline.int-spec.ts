import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lifeline } from './lifeline.js';

const frame = (kind: number): Buffer => Buffer.from([0, 0, 0, 4, 0, kind, 0, 7]);
const [PRODUCE, METADATA] = [0, 3];

describe('the connections of a client', () => {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk: Buffer) => received.push(chunk)).on('error', () => undefined);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const line = lifeline();
  const plain = () => {
    const { port } = server.address() as AddressInfo;
    const socket = line.socketFactory({ host: '127.0.0.1', port, ssl: undefined, onConnect: () => undefined });
    return socket.on('error', () => undefined);
  };

  it('count the requests to write that leave', async () => {
    const socket = plain();
    await once(socket, 'connect');
    socket.write(frame(METADATA));
    expect(line.produced()).toBe(0);
    socket.write(frame(PRODUCE));
    expect(line.produced()).toBe(1);
    while (Buffer.concat(received).length < 16) await sleep(5);
  });

  it('let nothing leave once they are cut, on no new connection either', async () => {
    const before = plain();
    await once(before, 'connect');
    const ended = once(before, 'error');
    line.cut();
    await ended;
    const after = plain();
    const refused = once(after, 'error');
    after.write(frame(PRODUCE));
    before.write(frame(PRODUCE), () => undefined);
    await refused;
    expect(Buffer.concat(received)).toHaveLength(16);
    expect([before.destroyed, after.destroyed]).toEqual([true, true]);
  });
});
