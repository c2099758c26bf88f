import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const PRODUCE = 0;

/** Stands between a client and a broker, and can lose what the broker answers. */
export interface Proxy {
  readonly port: number;
  /** Loses the answers to so many of the next requests to write messages: the broker has done it, and nobody hears. */
  loseAnswers(count: number): void;
  /** How many answers were lost so far. */
  lost(): number;
  /** Passes nothing on, in neither direction, until told otherwise; connections stay. */
  hold(held: boolean): void;
  close(): Promise<void>;
}

/** The messages of Kafka's protocol in a flow of bytes: each is its length in four bytes, then so many. */
const framesOf = (onFrame: (frame: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      onFrame(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
};

/** A proxy on a port of its own, in front of a port of this machine. */
export const startProxy = async (target: number): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  let toLose = 0;
  let lost = 0;
  let held = false;

  const keep = (socket: Socket): Socket => {
    sockets.add(socket.setNoDelay(true));
    if (held) socket.pause();
    return socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  };

  const server = createServer((client) => {
    const broker = keep(connect(target, '127.0.0.1'));
    const writes = new Set<number>();
    keep(client).on(
      'data',
      framesOf((frame) => {
        if (frame.readInt16BE(4) === PRODUCE) writes.add(frame.readInt32BE(8));
        broker.write(frame);
      }),
    );
    broker.on(
      'data',
      framesOf((frame) => {
        if (!writes.delete(frame.readInt32BE(4)) || toLose === 0) return void client.write(frame);
        toLose -= 1;
        lost += 1;
      }),
    );
    client.on('close', () => broker.destroy());
    broker.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    loseAnswers: (count) => void (toLose = count),
    lost: () => lost,
    hold: (hold) => {
      held = hold;
      for (const socket of sockets)
        if (hold) socket.pause();
        else socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
