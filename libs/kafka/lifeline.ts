import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const PRODUCE = 0;
const KEEP_ALIVE_MS = 60_000;

/** A request of Kafka's protocol is its length in four bytes, then the number of its kind in two. */
const isProduce = (chunk: unknown): boolean =>
  chunk instanceof Uint8Array &&
  chunk.length > 5 &&
  new DataView(chunk.buffer, chunk.byteOffset).getInt16(4) === PRODUCE;

/** What kafkajs asks a connection with. Its type says that there is always TLS; without it, it hands in nothing. */
type Connecting = Omit<Parameters<ISocketFactory>[0], 'ssl'> & { readonly ssl: ConnectionOptions | null | undefined };

/** The connections of one client: what it has sent that writes, and how to end it for good. */
export interface Lifeline {
  readonly socketFactory: (connecting: Connecting) => Socket;
  /** How many requests to write messages have left so far. */
  produced(): number;
  /** INVARIANT: after this nothing leaves the client any more, whatever it still tries by itself. */
  cut(): void;
  isCut(): boolean;
}

export const lifeline = (): Lifeline => {
  const sockets = new Set<Socket>();
  let produced = 0;
  let over = false;
  const end = (socket: Socket): void => void socket.destroy(new Error('given up'));

  const watched = (socket: Socket): Socket => {
    const write = socket.write.bind(socket) as (...chunk: unknown[]) => boolean;
    socket.write = (...chunk: unknown[]) => {
      if (isProduce(chunk[0])) produced += 1;
      return write(...chunk);
    };
    return socket;
  };

  return {
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const name = isIP(host) ? {} : { servername: host };
      const socket = watched(
        ssl ? connectSecurely({ host, port, ...name, ...ssl }, onConnect) : connectPlain({ host, port }, onConnect),
      );
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if (over) end(socket);
      return socket;
    },
    produced: () => produced,
    isCut: () => over,
    cut: () => {
      over = true;
      for (const socket of sockets) end(socket);
    },
  };
};
